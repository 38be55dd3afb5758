"""Each person's first page: what waits, until when, and what one may do here."""
