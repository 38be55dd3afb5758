"""Slips: a household looks up its own category, and nobody else's."""
