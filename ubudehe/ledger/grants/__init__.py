"""Grants from agreement to the last receipt."""
