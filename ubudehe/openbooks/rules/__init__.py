"""What may be shown, and how large a bar is: pure functions."""
