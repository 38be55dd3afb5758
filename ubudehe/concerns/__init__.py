"""Concerns told in confidence, past village and cell: heard, answered under a code, erased."""
