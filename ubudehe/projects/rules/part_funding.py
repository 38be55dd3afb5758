"""Funding one project in part, where a vote declared it before anybody voted.

The first project that no longer fits gets all that is left, if that is at least what its proposal
says it needs to be of use. Whatever comes after is funded whole or not at all, so that at most one
project is done in part. Only rules that go down a list know a first one that no longer fits; what
costs more than the whole budget is not looked at, in part neither. Source: docs/voting.md.
"""

from collections.abc import Sequence

from ubudehe.projects.rules.election import Project

NOT_WITH = ("phragmen", "yes_no")
"""Rules under which nothing is funded in part: they end, or do not go down a list."""


def in_part(project: Project, left: int) -> int:
    """Return what a project that does not fit gets of the money that is left; 0 for nothing.

    >>> in_part(Project("p", 100, 0, least=60), 70), in_part(Project("p", 100, 0, least=60), 50)
    (70, 0)
    """
    return left if 0 < project.least <= left < project.cost else 0


def cut(amounts: Sequence[int], total: int) -> tuple[int, ...]:
    """Return budget lines cut down alike to `total`, the first taking what rounding leaves.

    Lines that sum up to no more than `total` stay as they are.

    >>> cut((50, 30, 20), 71), cut((50, 30), 100)
    ((36, 21, 14), (50, 30))
    """
    whole = sum(amounts)
    if whole <= total:
        return tuple(amounts)
    parts = [amount * total // whole for amount in amounts]
    parts[0] += total - sum(parts)
    return tuple(parts)
