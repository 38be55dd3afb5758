"""The file of a backup: rows of any engine as plain lines, each part with its digest."""
