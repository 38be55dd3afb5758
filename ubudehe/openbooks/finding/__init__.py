"""Finding a place."""
