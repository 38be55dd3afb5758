"""Votes: prepared, opened, cast, closed and counted."""
