"""Offline learning of discovery: what members did becomes tables and vectors that a page can afford to look up.

Pure arithmetic over arrays: no database, no clock, no settings. Members and items are row numbers from 0.
"""
