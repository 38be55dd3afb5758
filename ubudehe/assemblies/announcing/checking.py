"""What the record says of announced meetings."""

from typing import Any

from ubudehe.assemblies.announcing.tables import Announcement
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _announced(rows: Rows, said: Said) -> Subject:
    rows.put(
        "meeting_announcement",
        said.id,
        **_appointed(said),
        known_since=said.day,
        written_at=said.at,
        changes=0,
        reason="",
        reason_lang="",
        called_off=False,
    )
    return said.id


def _reannounced(rows: Rows, said: Said) -> Subject:
    id_, now = str(said.public["announcement"]), _appointed(said)
    row = rows.row("meeting_announcement", id_)
    told = ("day", "hour", "where")
    if any(row.get(name) != now[name] for name in told):
        row["known_since"] = said.day
    row.update(now)
    _written(row, said)
    return id_


def _called_off(rows: Rows, said: Said) -> Subject:
    id_ = str(said.public["announcement"])
    row = rows.row("meeting_announcement", id_)
    row["called_off"] = True
    _written(row, said)
    return id_


def _written(row: dict[str, Any], said: Said) -> None:
    row.update(reason=said.private["reason"], reason_lang=said.private.get("reason_lang", ""))
    row.update(written_at=said.at, changes=row["changes"] + 1)


def _appointed(said: Said) -> dict[str, Any]:
    return {
        "day": said.public["date"],
        "hour": said.public["hour"],
        "agenda": said.public["agenda"],
        "ways": said.public["ways"],
        "where": said.private["where"],
        "matters": said.private["matters"],
        "lang": said.private.get("lang", ""),
    }


REPLAY = Replay(
    handlers={
        "assembly.announce": _announced,
        "assembly.reannounce": _reannounced,
        "assembly.call_off": _called_off,
    },
    kept=(Kept(Announcement, N_("Announced meeting"), named="day"),),
)
