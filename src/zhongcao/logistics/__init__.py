"""Logistics (物流): freight, parcels, and where they are."""
