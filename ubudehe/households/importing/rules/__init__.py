"""Reading a file, its columns and its values: pure functions over bytes and texts."""
