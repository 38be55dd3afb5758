"""Interviews on their way to the register: whom to visit, what was begun, what is left open."""
