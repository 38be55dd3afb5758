"""The table of acts as others read it: JSON for programs, a page for people (docs/acts.md)."""

from collections.abc import Iterable, Iterator
from typing import Any

from ubudehe.people.acts import Act
from ubudehe.people.rules import RIGHTS
from ubudehe.record.rules.events import PUBLIC_FIELDS

_HEAD = """# Acts

Everything that people may do, one line each, as `ubudehe acts --json` lists it with the schema of
each form. Written from the code by `ubudehe acts --page`; a test compares.

- **May**: the roles that hold the right for it, at the place or above it.
- **Agrees**: the acts by which another person must agree, or the second person who does at once.
- **Not by**: who may not do it themselves.
- **Corrected by**: the acts that take it back or come in its place.
- **Offline**: whether it may be done without signal and sent later.
- **Asks**: whether its form carries what it was made from, so that nobody's change is lost.

| act | May | Agrees | Not by | Corrected by | Offline | Asks |
|---|---|---|---|---|---|---|
"""


def as_json(acts: Iterable[Act[Any]]) -> list[dict[str, object]]:
    """Return the table as JSON values, with the JSON schema of each form."""
    return [
        {
            "type": act.type,
            "does": _does(act),
            "right": act.right.value,
            "roles": _roles(act),
            "agree": list(act.agree),
            "second": act.second.right.value if act.second else None,
            "not_by": [apart.who for apart in act.apart],
            "corrected_by": list(act.corrected_by),
            "final": act.final or None,
            "offline": act.offline.value,
            "asks": act.asks,
            "public": {name: shape.name for name, shape in PUBLIC_FIELDS[act.type].items()},
            "said": act.said,
            "form": act.form.json_schema(),
        }
        for act in _sorted(acts)
    ]


def as_page(acts: Iterable[Act[Any]]) -> str:
    """Return the table as docs/acts.md."""
    return _HEAD + "".join(_line(act) for act in _sorted(acts))


def _line(act: Act[Any]) -> str:
    agree = [f"`{one}`" for one in act.agree]
    if act.second is not None:
        agree.append(f"a second person ({act.second.right.value})")
    cells = [
        f"`{act.type}` {_does(act)}",
        ", ".join(_roles(act)),
        ", ".join(agree),
        "; ".join(apart.who for apart in act.apart),
        ", ".join(f"`{one}`" for one in act.corrected_by) or f"nothing: {act.final}",
        act.offline.value,
        "yes" if act.asks else "",
    ]
    return f"| {' | '.join(cells)} |\n"


def _does(act: Act[Any]) -> str:
    return (act.perform.__doc__ or "").strip().splitlines()[0]


def _roles(act: Act[Any]) -> list[str]:
    return [role.value for role, rights in RIGHTS.items() if act.right in rights]


def _sorted(acts: Iterable[Act[Any]]) -> Iterator[Act[Any]]:
    return iter(sorted(acts, key=lambda act: act.type))
