"""Signing in and out, the own PIN, and who holds which role."""
