"""Flags and samples as pure rules over facts."""
