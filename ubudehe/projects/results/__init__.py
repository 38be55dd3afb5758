"""Results: the page for the hall, the poster, the files with which anybody counts again."""
