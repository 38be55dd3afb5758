"""Which groups there are, how they may rank, and until when."""

from ubudehe.categories.rules import RoundState

KINDS = ("women", "men", "young", "elders", "leaders", "other")
"""Whom a group consists of, in the order in which groups are shown."""

METHODS = ("piles", "order", "pairs")
"""Sorting into piles, one full order, or comparing two households at a time."""

FEWEST_PILES, MOST_PILES = 2, 9

OPEN_STATES = (RoundState.PREPARED, RoundState.AGREED, RoundState.MAPPED)
"""States of a round in which groups rank: until its list is posted."""
