"""Audit plans: which villages are looked at when, by whom, and what came of it."""
