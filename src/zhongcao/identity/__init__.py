"""Accounts, sessions, roles, addresses and real-name identity (会员与身份)."""
