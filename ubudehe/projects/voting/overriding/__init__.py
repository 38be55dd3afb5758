"""A meeting takes other projects than the count: its act, its reason, shown beside the count."""
