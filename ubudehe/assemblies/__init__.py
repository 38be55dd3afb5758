"""Meetings of the village: who came, what was decided, what was written down."""
