"""What a grant agreement says."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from ubudehe.language.fields import Day, PublicLine, PublicPassage
from ubudehe.ledger.entries.forms import Currency
from ubudehe.people.acts import Seconded
from ubudehe.people.seen import Seen

TRANCHES = 4
TONGUES = {
    "rw": "Ikinyarwanda",
    "en": "English",
    "fr": "Français",
    "sw": "Kiswahili",
    "de": "Deutsch",
    "es": "Español",
    "it": "Italiano",
    "nl": "Nederlands",
    "pt": "Português",
}
"""Languages in which givers name their grants, each by its own name."""


class TermsForm(BaseModel):
    """How much is given for what, and in which parts it is to come.

    `reference` and `own_title` are the giver's own. Amounts are typed in the currency of the
    grant: they are read when that is known.
    """

    purpose: PublicLine
    reference: PublicLine | None = None
    own_title: PublicLine | None = None
    own_language: Literal["", "rw", "en", "fr", "sw", "de", "es", "it", "nl", "pt"] = ""
    amount: str
    due0: Day | None = None
    part0: str | None = None
    due1: Day | None = None
    part1: str | None = None
    due2: Day | None = None
    part2: str | None = None
    due3: Day | None = None
    part3: str | None = None


class GrantForm(TermsForm, Seconded):
    """Who gives how much for what, and in which parts it is to come."""

    source: Literal["ubudehe", "donor", "district"]
    giver: PublicLine
    project: UUID | None = None
    agreed_on: Day
    currency: Literal[""] | Currency = ""


class WithdrawGrantForm(Seen, Seconded):
    """That a giver withdrew a grant whole, what becomes of what is left of it, and why."""

    grant: UUID
    rest: Literal["", "back", "kept"] = ""
    back_by: Day | None = None
    reason: PublicPassage


class RestoreGrantForm(Seen, Seconded):
    """That a grant was withdrawn by mistake, and how it came to be written."""

    grant: UUID
    reason: PublicPassage


class AmendForm(TermsForm, Seen, Seconded):
    """What giver and village agreed anew, and why."""

    grant: UUID
    reason: PublicPassage
