"""The last report on a project."""

from uuid import UUID

from ubudehe.language.fields import PublicPassage
from ubudehe.people.seen import Seen


class ReportForm(Seen):
    """What was built, who takes care of it, and what was learnt; read out and public."""

    project: UUID
    assembly: UUID
    text: PublicPassage
