"""Discovery: what is shown to whom, in which order, and why; feeds and search."""
