"""Households that seem to be registered twice."""
