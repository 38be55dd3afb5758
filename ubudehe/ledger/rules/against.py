"""Spent against planned, told once: pages, files, the API and flags ask these two.

What is planned for a project is its whole budget in force, with the share that the state gives:
payments are held against its lines, and the lines hold both.
"""


def left_of(planned: int, spent: int) -> int:
    """Return what is left of a plan; below zero where more was spent."""
    return planned - spent


def beyond(planned: int, spent: int) -> int:
    """Return what was spent more than planned, or 0."""
    return max(spent - planned, 0)
