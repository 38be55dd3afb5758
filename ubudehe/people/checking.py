"""What the record says of roles, and of the people who hold them."""

from ubudehe.language.messages import N_
from ubudehe.people.holidays.checking import HOLIDAYS
from ubudehe.people.rules import held_at
from ubudehe.people.tables import Account, RoleGrant, SealedSlip
from ubudehe.record.replaying import Handler, Kept, Ref, Replay, Rows, Said, Subject


def _granted(rows: Rows, said: Said) -> Subject:
    key, role, since = (said.public[name] for name in ("key", "role", "from"))
    told = {k: v for k, v in said.private.items() if k in ("name", "phone")}
    same, blocked = rows.note("same").get(key), rows.note("blocked").get(key, False)
    rows.put("account", key, **told, disabled=blocked, same_as=same)
    held = rows.accounts.get(key), role, since
    rows.put("role_grant", *held, until=None, deputy_for=None)
    return Ref("role_grant", held)


def _deputed(rows: Rows, said: Said) -> Subject:
    of, until = rows.accounts.get(said.public["of"]), said.public["until"]
    held = rows.accounts.get(said.public["key"]), said.public["role"], said.public["from"]
    rows.put("role_grant", *held, until=until, deputy_for=of)
    return Ref("role_grant", held)


def _ended(rows: Rows, said: Said) -> Subject:
    person, role = rows.accounts.get(said.public["key"]), said.public["role"]
    mine = [name for name in rows.tables["role_grant"] if name[:2] == (person, role)]
    if "from" in said.private:
        mine = [(person, role, said.private["from"])]
    for name in mine[-1:]:
        rows.row("role_grant", *name)["until"] = said.public["until"]
    return Ref("role_grant", mine[-1]) if mine else None


def _blocks(yes: bool) -> Handler:
    def blocked(rows: Rows, said: Said) -> Subject:
        key = said.public["key"]
        rows.note("blocked")[key] = yes
        if row := rows.row("account", key):
            row["disabled"] = yes
        return rows.accounts.get(key)

    return blocked


def _numbered(rows: Rows, said: Said) -> Subject:
    key = said.public["key"]
    row = rows.row("account", key)
    row.pop("phone", None)  # said nowhere any more, where the village that told it is forgotten
    if row and "phone" in said.private:
        row["phone"] = said.private["phone"]
    return rows.accounts.get(key)


def _arrived(rows: Rows, said: Said) -> Subject:
    """Let people of a village that came from elsewhere be known here as the server told it."""
    for one in said.numbered("person"):
        key, same = one["key"], rows.accounts.get(one["same"])
        rows.note("blocked")[key], rows.note("same")[key] = one["blocked"], same
        if row := rows.row("account", key):
            row |= {"phone": one["phone"], "disabled": one["blocked"], "same_as": same}
    if said.gone and said.log != rows.log:  # a village that is forgotten says it no more
        for row in rows.tables["account"].values():
            for name in ("phone", "disabled", "same_as"):
                row.pop(name, None)
    return said.subject


def _slip_made(rows: Rows, said: Said) -> Subject:
    account = rows.accounts.get(said.public["key"])
    if said.log == rows.log:
        rows.put("sealed_slip", account, mark=said.private["mark"], until=said.public["until"])
    else:  # a slip that was made elsewhere is the only one now
        rows.drop("sealed_slip", account)
    return account


def _signed_out(rows: Rows, said: Said) -> Subject:
    return rows.accounts.get(said.public["key"])


_UNSAID = {
    "id": "a random name that nobody sees",
    "pin_hash": "a secret; it proves itself at sign-in",
    "pin_is_new": "a step of signing in",
    "created_at": "shown nowhere",
}

REPLAY = Replay(
    handlers={
        "role.grant": _granted,
        "role.end": _ended,
        "role.depute": _deputed,
        "role.recall": _ended,
        "slip.seal": _slip_made,
        "account.number": _numbered,
        "people.arrive": _arrived,
        "account.block": _blocks(True),
        "account.unblock": _blocks(False),
        "account.sign_out": _signed_out,
        "factor.end": _signed_out,
        **HOLIDAYS.handlers,
    },
    elsewhere=frozenset(
        {"slip.seal", "account.number", "account.block", "account.unblock", "people.arrive"}
    ),
    kept=(
        Kept(Account, N_("Person"), ("key",), others=True, unsaid=_UNSAID),
        Kept(
            RoleGrant,
            N_("Role"),
            ("account", "role", "since"),
            by="place",
            lies_at=held_at,
            named="role",
        ),
        Kept(
            SealedSlip,
            N_("Sealed slip"),
            ("account",),
            by="place",
            named="until",
            unsaid={"opened_at": "a step of signing in; who opened it tells it by a PIN"},
        ),
        *HOLIDAYS.kept,
    ),
)
