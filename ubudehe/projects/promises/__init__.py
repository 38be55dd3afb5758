"""Promises both ways: what the village gives to a chosen project, and what the state does."""
