"""Findings: what an officer asks of a village by a day, until another person closes it."""
