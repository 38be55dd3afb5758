"""The box: ballots by card."""
