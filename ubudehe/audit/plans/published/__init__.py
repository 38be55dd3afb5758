"""Audits as everybody sees them, and the letters that announce them."""
