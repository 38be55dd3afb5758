"""Entries of the fund: what happened, proposed by one person and posted by others."""
