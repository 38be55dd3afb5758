"""Meetings announced ahead: when and where, with which agenda, and what came of it."""
