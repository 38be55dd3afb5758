"""A country's or a district's own questions, beside the core."""
