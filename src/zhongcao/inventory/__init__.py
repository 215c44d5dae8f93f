"""Inventory: warehouses, lots, reservations, and the journal of every move."""
