"""What a grant agreement says."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from ubudehe.language.fields import Day, PublicLine

TRANCHES = 4


class GrantForm(BaseModel):
    """Who gives how much for what, and in which parts it is to come.

    Amounts are typed in the currency of the grant: they are read when that is known.
    """

    source: Literal["ubudehe", "donor", "district"]
    giver: PublicLine
    purpose: PublicLine
    project: UUID | None = None
    agreed_on: Day
    currency: Literal["", "EUR", "USD", "GBP", "KES", "TZS", "UGX"] = ""
    amount: str
    due0: Day | None = None
    part0: str | None = None
    due1: Day | None = None
    part1: str | None = None
    due2: Day | None = None
    part2: str | None = None
    due3: Day | None = None
    part3: str | None = None
