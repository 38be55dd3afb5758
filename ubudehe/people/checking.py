"""What the record says of roles, and of the people who hold them."""

from ubudehe.language.messages import N_
from ubudehe.people.rules import WHOLE_COUNTRY
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.record.replaying import Kept, Ref, Replay, Rows, Said, Subject
from ubudehe.record.rules.shapes import COUNTRY


def _granted(rows: Rows, said: Said) -> Subject:
    key, role, since = (said.public[name] for name in ("key", "role", "from"))
    rows.put("account", key, **{k: v for k, v in said.private.items() if k in ("name", "phone")})
    held = rows.accounts.get(key), role, since
    rows.put("role_grant", *held, until=None)
    return Ref("role_grant", held)


def _ended(rows: Rows, said: Said) -> Subject:
    person, role = rows.accounts.get(said.public["key"]), said.public["role"]
    mine = [name for name in rows.tables["role_grant"] if name[:2] == (person, role)]
    if "from" in said.private:
        mine = [(person, role, said.private["from"])]
    for name in mine[-1:]:
        rows.row("role_grant", *name)["until"] = said.public["until"]
    return Ref("role_grant", mine[-1]) if mine else None


_UNSAID = {
    "id": "a random name that nobody sees",
    "pin_hash": "a secret; it proves itself at sign-in",
    "pin_is_new": "a step of signing in",
    "disabled": "stops a sign-in; no act sets it",
    "created_at": "shown nowhere",
}

REPLAY = Replay(
    handlers={"role.grant": _granted, "role.end": _ended},
    kept=(
        Kept(Account, N_("Person"), ("key",), others=True, unsaid=_UNSAID),
        Kept(
            RoleGrant,
            N_("Role"),
            ("account", "role", "since"),
            by="place",
            lies_at=lambda log: WHOLE_COUNTRY if log == COUNTRY else log,
            named="role",
        ),
    ),
)
