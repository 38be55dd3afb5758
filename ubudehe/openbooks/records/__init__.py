"""The record of a place as programs fetch it."""
