"""The read-only JSON API: the figures of the public pages, for programs."""
