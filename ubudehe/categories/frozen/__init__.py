"""Posted lists against the record: what changed by an act, and what was altered behind it."""
