"""Moving one village: all that is its own in one file, into another server's database."""
