"""Screening of texts, the queue of held and reported things, decisions and strikes (审核)."""
