"""Closing a vote: the box is emptied, counted, and its key destroyed."""
