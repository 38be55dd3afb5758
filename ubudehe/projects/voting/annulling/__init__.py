"""Annulling a vote that was counted: the assembly's word, by two people, while nothing is spent."""
