"""Open data of places of every level, at addresses that stay."""
