"""The isibos of a village: the list from which each household's is chosen."""
