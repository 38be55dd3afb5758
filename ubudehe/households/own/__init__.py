"""Questions that a country or a place above the village asks beside the core, and their answers."""
