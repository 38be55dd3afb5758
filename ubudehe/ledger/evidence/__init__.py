"""What stands behind an entry: photos of receipts, and what people put their names to."""
