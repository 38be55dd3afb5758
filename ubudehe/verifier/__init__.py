"""Checking a record without trusting anybody: the standard library, cryptography, pure rules."""
