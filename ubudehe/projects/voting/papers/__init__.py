"""Paper ballots, typed in twice by two people and compared."""
