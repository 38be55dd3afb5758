"""Acts on announced meetings, which the demo leaves out."""

from datetime import date, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from ubudehe.assemblies.announcing import actions as announcing
from ubudehe.assemblies.announcing.tables import Announcement

if TYPE_CHECKING:
    from tests.acts.plays import Play


def play_announcements(play: "Play") -> None:
    """Announce a meeting, announce it anew, and call it off."""
    day: date = play.stage.now.date() + timedelta(days=5)
    said = {"day": day, "hour": time(14), "where": "Ku biro", "agenda": ["projects", "general"]}
    id_ = play.do(announcing.announce, announcing.AnnounceForm.model_validate(said))
    row = play.one(Announcement, Announcement.id == UUID(id_))
    again = {**said, "hour": time(15), "announcement": row.id, "reason": "Imvura."}
    play.do(announcing.reannounce, announcing.ReannounceForm.model_validate(again))
    off = announcing.CallOffForm(announcement=row.id, reason="Imvura nyinshi.")
    play.do(announcing.call_off, off)
