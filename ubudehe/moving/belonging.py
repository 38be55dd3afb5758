"""Whose the rows of each table are: every table is named here, or a test fails.

A row is a village's by a column that holds its code, or by the row of another table that it
belongs to. What is the server's own, or a higher place's, stays where it is.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True)
class By:
    """The columns that all hold the village's code in a row of its own."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class Of:
    """The column that names the row of `table` to which a row belongs."""

    column: str
    table: str


_VILLAGE, _LOG, _PLACE = By(("village",)), By(("log",)), By(("place",))

OWN: dict[str, By | Of] = {
    "account_balance": _VILLAGE,
    "account_day": _VILLAGE,
    "act": _LOG,
    "annul_request": _VILLAGE,
    "appeal": _VILLAGE,
    "appeal_step": Of("appeal", "appeal"),
    "assembly": _VILLAGE,
    "assembly_addendum": Of("assembly", "assembly"),
    "assembly_decision": Of("assembly", "assembly"),
    "audit_sample": _VILLAGE,
    "audit_sign_off": _VILLAGE,
    "ballot_pattern": Of("vote", "vote"),
    "bank_file": _VILLAGE,
    "bank_line": _VILLAGE,
    "book_month": _VILLAGE,
    "book_month_given_back": _VILLAGE,
    "card_batch": Of("vote", "vote"),
    "category_decision": _VILLAGE,
    "category_round": _VILLAGE,
    "check_slip": _VILLAGE,
    "count_photo_gone": _VILLAGE,
    "data_request": _VILLAGE,
    # A pair across two villages is neither's own: it is found again where both are kept.
    "duplicate_case": By(("village", "other_village")),
    "entry_approval": Of("entry", "ledger_entry"),
    "entry_posting": Of("entry", "ledger_entry"),
    "entry_quantity": Of("entry", "ledger_entry"),
    "entry_statement": Of("entry", "ledger_entry"),
    "evidence": Of("entry", "ledger_entry"),
    "file_view": _VILLAGE,
    "finding": _VILLAGE,
    "finding_step": _VILLAGE,
    "flag_count": _VILLAGE,
    "flag_word": _VILLAGE,
    "grant_agreement": _VILLAGE,
    "grant_amendment": Of("agreement", "grant_agreement"),
    "grant_tranche": Of("agreement", "grant_agreement"),
    "grant_withdrawal": Of("agreement", "grant_agreement"),
    "household": _VILLAGE,
    "household_basis": Of("household", "household"),
    "household_draft": _VILLAGE,
    "household_event": _VILLAGE,
    "household_health": Of("household", "household"),
    "household_identity": Of("household", "household"),
    "household_import": _VILLAGE,
    "household_member": Of("household", "household"),
    "isibo": _VILLAGE,
    "ledger_entry": _VILLAGE,
    "log_head": _LOG,
    "log_leaf": _LOG,
    "log_node": _LOG,
    "map_feature": _VILLAGE,
    "map_point": _VILLAGE,
    "meeting_announcement": _VILLAGE,
    "money_count": _VILLAGE,
    "need": _VILLAGE,
    "need_ranking": _VILLAGE,
    "opening": _LOG,
    "own_answers": Of("household", "household"),
    "own_scheme": _VILLAGE,
    "paper_typing": Of("vote", "vote"),
    "project_budget": _VILLAGE,
    "project_report": _VILLAGE,
    "project_report_taken_back": _VILLAGE,
    "promise": _VILLAGE,
    "proposal": _VILLAGE,
    "proposal_gift": Of("proposal", "proposal"),
    "proposal_line": Of("proposal", "proposal"),
    "proposal_version": Of("proposal", "proposal"),
    "ranking_comparison": Of("group", "ranking_group"),
    "ranking_group": _VILLAGE,
    "ranking_judgement": Of("group", "ranking_group"),
    "role_grant": _PLACE,
    "scheme_mapping": _VILLAGE,
    "sealed_slip": _PLACE,
    "signed_voters": Of("vote", "vote"),
    "spending_policy": _VILLAGE,
    "spoken_prompt": _VILLAGE,
    "tally_photo": Of("vote", "vote"),
    "teller_count": Of("vote", "vote"),
    "total": _LOG,
    "village_question": _VILLAGE,
    "village_question_step": _VILLAGE,
    "village_roster": _VILLAGE,
    "void_card": Of("vote", "vote"),
    "vote": _VILLAGE,
    "vote_option": Of("vote", "vote"),
}
"""The tables of which a village has rows of its own, and by what."""

PEOPLE = "account"
"""Of people those go along whom a row or an event of the village names."""

NOT_OWN = {
    "audit_plan": "planned by a higher place, whose officers go on",
    "audit_visit": "planned by a higher place, whose officers go on",
    "ballot": "a box that is open does not move, and one that is closed is empty",
    "paper_ballot": "a box that is open does not move, and one that is closed is empty",
    "concern": "told to a higher place, past the village: that place's",
    "concern_step": "told to a higher place, past the village: that place's",
    "concern_word": "told to a higher place, past the village: that place's",
    "announced_holiday": "told by a higher place: the new server has its own",
    "in_charge": "which data folder serves this database",
    "own_form": "questions of a higher place: answers to them need it there as well",
    "place": "the country pack's",
    "place_figures": "summed again where the village is kept",
    "forgotten_village": "which villages are kept in public only on this server",
    "published_head": "where a head stands in this server's own log of the country",
    "second_factor": "sealed with the server's secret: its owner sets up a new one",
    "one_time_code": "marked with the server's secret: its owner gets new ones",
    "sign_in": "the server's sessions",
    "known_device": "the server's sessions",
    "throttle": "the server's memory of tries",
    "draft": "typed, not sent; kept for a day on the server where it was typed",
}
"""The tables of which no row moves, and why."""


def fits(table: str, code: str, columns: sa.ColumnCollection[str, Any] | Any) -> Any:
    """Return the condition by which a row of `table`, with these columns, is a village's own."""
    own = OWN[table]
    if isinstance(own, By):
        return sa.and_(*(columns[name] == code for name in own.columns))
    above = OWN[own.table]
    assert isinstance(above, By)  # a test walks all tables
    parent = sa.table(own.table, sa.column("id"), *map(sa.column, above.columns))
    named = sa.select(parent.c.id).where(*(parent.c[name] == code for name in above.columns))
    return columns[own.column].in_(named)
