"""The composition root: web, worker and command line are put together here."""
