"""Comparing how groups rank households: pure functions over plain values."""
