"""Months of the books: counted, closed, signed, read out, reviewed."""
