"""A customs single window that answers like the real one: it stores, matches, checks, and releases."""
