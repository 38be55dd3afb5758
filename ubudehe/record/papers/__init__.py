"""Papers that come as PDF: drawn in a process of its own, and put together again from pictures."""
