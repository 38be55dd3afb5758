"""The books for programs: plain-text journals, tables, sums."""
