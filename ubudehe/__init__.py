"""Ubudehe: a village categorises households, votes on projects and keeps open books."""

__version__ = "0.1.0"
