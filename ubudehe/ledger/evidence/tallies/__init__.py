"""Photos of signed tallies, as the ledger sees them: files that may stand elsewhere as well."""
