"""Backup and restore of a whole server: heads, keys, rows and photos of one moment."""
