"""The two faces as the server gives them out: built files, the first screen, pages that can be shared."""
