"""Proposals: what could be done about a need, by whom, at what cost."""
