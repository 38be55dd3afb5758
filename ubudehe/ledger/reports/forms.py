"""The last report on a project."""

from pydantic import BaseModel

from ubudehe.language.fields import PublicPassage


class ReportForm(BaseModel):
    """What was built, who takes care of it, and what was learnt; read out and public."""

    text: PublicPassage
