"""Ranking by several groups: each sorts the households on its own, and the results are compared."""
