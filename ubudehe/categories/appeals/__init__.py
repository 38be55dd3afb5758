"""Appeals: a small court with a clock."""
