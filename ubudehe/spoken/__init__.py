"""What a village says itself: short recordings beside questions, ballots and projects."""
