"""Carriers that give out waybills and move parcels by the clock, as an aggregator would answer for all of them."""
