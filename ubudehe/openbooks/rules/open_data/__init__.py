"""A village's books in the standards of open data: pure functions from facts to documents."""
