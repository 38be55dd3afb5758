"""Deputies: who stands in for the holder of a role, until a day."""
