"""Own questions as values: what a form asks, when, and which answers it takes."""
