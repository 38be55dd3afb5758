"""Counting votes and making voting cards, as pure functions."""
