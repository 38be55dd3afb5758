"""Schemes of a country and of a village, and how they compare."""
