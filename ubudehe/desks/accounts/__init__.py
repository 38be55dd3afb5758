"""Other people's accounts and sessions, and one's own: sealed slips, PINs, blocking."""
