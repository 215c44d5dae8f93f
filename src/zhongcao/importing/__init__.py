"""Data from elsewhere: one documented open format, adapters that turn other sources into it, one importer."""
