"""Accounts: sealed slips for first and forgotten PINs, sessions, blocking."""
