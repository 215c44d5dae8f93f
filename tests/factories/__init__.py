"""Makers of rows for tests, one module per domain: plain functions with keyword defaults."""
