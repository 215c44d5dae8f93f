"""Teaches the ranker of feeds: what was shown and done becomes examples, weights, calibration and a verdict.

Pure arithmetic over arrays and rows that are handed in: no database, no clock, no settings.
"""
