"""Flags and experiments: who sees which variant, what came of it, and when it is stopped."""
