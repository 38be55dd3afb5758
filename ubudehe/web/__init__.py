"""The HTTP kit: visits, forms, pages, sessions, the page cache, errors."""
