"""What a meeting may take instead of what the count of a vote chose."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ubudehe.projects.rules.election import Project


class Amiss(StrEnum):
    """Why a meeting cannot take these projects."""

    NOT_ON_BALLOT = "not_on_ballot"
    NOTHING_NEW = "nothing_new"
    TOO_DEAR = "too_dear"
    EXCLUDE = "exclude"


@dataclass(frozen=True)
class Unfit:
    """A fault of a choice; `over` is by how much it costs too much, in minor units."""

    amiss: Amiss
    over: int = 0


def unfit(
    projects: Sequence[Project], now: Collection[str], taken: Collection[str], budget: int
) -> Unfit | None:
    """Return what is wrong with taking `taken` in place of what is chosen `now`, or None.

    The projects that are taken must be of the ballot, fit in the budget together, and exclude one
    another no more than those of a count.
    """
    if not set(taken) <= {project.id for project in projects}:
        return Unfit(Amiss.NOT_ON_BALLOT)
    if set(taken) == set(now):
        return Unfit(Amiss.NOTHING_NEW)
    chosen = [project for project in projects if project.id in taken]
    over = sum(project.cost for project in chosen) - budget
    if over > 0:
        return Unfit(Amiss.TOO_DEAR, over)
    groups = [project.group for project in chosen if project.group]
    return Unfit(Amiss.EXCLUDE) if len(set(groups)) < len(groups) else None
