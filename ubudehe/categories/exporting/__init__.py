"""Taking the list of a village out as a file, with a reason, written in the record."""
