"""What was written about a household, act by act, and what it was when something was decided."""
