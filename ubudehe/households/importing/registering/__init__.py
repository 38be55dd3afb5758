"""Registering a list that was read: the check, what is wrong, and how far it is."""
