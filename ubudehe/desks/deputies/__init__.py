"""Deputies: who stands in for whom, and until when."""
