"""Preparing a vote, opening it, declaring it void."""
