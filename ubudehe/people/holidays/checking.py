"""What the record says of announced days off."""

from ubudehe.language.messages import N_
from ubudehe.people.holidays.tables import AnnouncedHoliday
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _announced(rows: Rows, said: Said) -> Subject:
    rows.put(
        "announced_holiday",
        said.id,
        place=said.log,
        day=said.public["date"],
        name=said.public["name"],
        announced_on=said.day,
        announced_by=said.account,
        ended_on=None,
        reason="",
    )
    return said.id


def _called_off(rows: Rows, said: Said) -> Subject:
    reason = said.private.get("reason", "")
    id_ = str(said.public["holiday"])
    rows.row("announced_holiday", id_).update(ended_on=said.day, reason=reason)
    return id_


HOLIDAYS = Replay(
    handlers={"holiday.announce": _announced, "holiday.call_off": _called_off},
    kept=(Kept(AnnouncedHoliday, N_("Day off"), by="place", named="day"),),
)
