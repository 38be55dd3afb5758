"""The kind of each state people see: what shape its pill has beside its word.

«yes» is done and in force, «wait» waits for somebody, «no» is late, refused or not in force any
more, «off» is over or has not begun. A state that is not listed has a plain pill.
"""

_ENTRY = {"proposed": "wait", "posted": "yes", "refused": "no", "expired": "no"}

KINDS: dict[str, dict[str, str]] = {
    "appeal": {"upheld": "yes", "rejected": "off", "withdrawn": "off"},
    "basis_state": {"untold": "wait", "withdrawn": "no"},
    "checked": {"feasible": "yes", "returned": "no", "kept": "wait"},
    "entry_state": _ENTRY,
    "finding": {"open": "wait", "same": "off", "distinct": "off"},
    "difference": {
        "same": "yes",
        "day": "wait",
        "amount": "no",
        "currency": "wait",
        "not_booked": "no",
        "not_told": "no",
    },
    "grant_state": {"withdrawn": "no"},
    "finding_state": {
        "open": "wait",
        "remedy": "no",
        "answered": "wait",
        "closed": "yes",
        "withdrawn": "off",
    },
    "finding_outcome": {"explained": "yes", "put_right": "yes", "not_put_right": "no"},
    "flag_state": {"open": "wait", "answered": "wait", "explained": "yes", "confirmed": "no"},
    "flag_weight": {"look": "off", "high": "wait"},
    "month_state": {
        "before": "off",
        "running": "off",
        "open": "wait",
        "closed": "wait",
        "signed": "wait",
        "read": "wait",
        "answered": "wait",
        "questioned": "no",
        "locked": "yes",
    },
    "decided": {"taken": "yes", "dropped": "off"},
    "outcome": {"accepted": "yes", "refused": "no", "tied": "no"},
    "plan_state": {
        "drawn": "off",
        "announced": "wait",
        "begun": "wait",
        "closed": "yes",
        "called_off": "no",
    },
    "plan_progress": {
        "not_begun": "off",
        "visited": "wait",
        "written": "wait",
        "answered": "wait",
        "signed": "yes",
    },
    "proposal_state": {
        "chosen": "yes",
        "on_ballot": "wait",
        "not_chosen": "off",
        "withdrawn": "off",
        "merged": "off",
    },
    "asked_state": {
        "asked": "wait",
        "answered": "yes",
        "declined": "off",
    },
    "request_state": {"open": "wait"},
    "tranche": {"came": "yes", "late": "no", "short": "no", "due": "wait"},
    "vote_state": {
        "prepared": "wait",
        "open": "yes",
        "closed": "off",
        "void": "no",
        "annulled": "no",
    },
    "why": {"funded": "yes", "rejected": "no"},
}
"""By table of words (web.words) and code."""


DRAWINGS: dict[str, tuple[str, str]] = {
    "grant": ("money_in", ""),
    "contribution": ("money_in", ""),
    "opening": ("money_in", ""),
    "interest": ("money_in", ""),
    "income": ("money_in", ""),
    "refund": ("money_out", "out"),
    "spend": ("money_out", "out"),
    "retention": ("money_out", "out"),
    "charge": ("money_out", "out"),
    "loss": ("warning", "out"),
    "labour": ("work", "wait"),
    "materials": ("materials", ""),
    "advance": ("people", "out"),
    "clearing": ("receipt", ""),
    "transfer": ("transport", ""),
    "exchange": ("transport", ""),
    "reversal": ("record", "wait"),
}
"""The icon and the colour of each kind of entry."""


SIGNS: dict[str, dict[str, str]] = {
    "entry_kind": {kind: drawn for kind, (drawn, _) in DRAWINGS.items()},
    "money_source": {
        "ubudehe": "coins",
        "district": "office",
        "donor": "gift",
        "contribution": "people",
        "interest": "bank",
        "other_income": "money_in",
        "opening": "money",
        "exchange": "transport",
    },
    "money_place": {"bank": "bank", "mobile_money": "phone", "cash": "coins", "foreign": "bank"},
    "expense": {
        "materials": "materials",
        "paid_labour": "work",
        "transport": "transport",
        "equipment": "tools",
        "services": "people",
        "charges": "bank",
        "loss": "warning",
        "given_back": "money_out",
    },
    "step": {
        "prepare": "calendar",
        "agree": "assembly",
        "map": "place",
        "categorise": "category",
        "appeal": "appeal",
        "finish": "done",
    },
    "first_step": {"households": "household", "assemblies": "assembly", "classified": "category"},
    "electorate": {"adults": "people", "households": "household"},
}
"""The icon (templates/parts/icons.html) of each code of a table of words, where it has one."""


def sign_of(table: str, code: str) -> str:
    """Return the icon of a code; nothing where its table has none."""
    return SIGNS.get(table, {}).get(code, "")


def kind_of(table: str, code: str) -> str:
    """Return «yes», «wait», «no», «off» or, for a state of no kind, nothing."""
    return KINDS.get(table, {}).get(code, "")
