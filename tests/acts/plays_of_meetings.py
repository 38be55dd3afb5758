"""Acts on announced meetings and on deputies, which the demo leaves out."""

from datetime import date, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from ubudehe.assemblies.announcing import actions as announcing
from ubudehe.assemblies.announcing.tables import Announcement
from ubudehe.people.deputies.actions import DeputyForm, RecallForm, name_deputy, recall_deputy
from ubudehe.people.rules import Role
from ubudehe.people.tables import Account, RoleGrant

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


def play_deputies(play: "Play") -> None:
    """Let the treasurer name a deputy, and end that earlier."""
    treasurer = play.who(Role.TREASURER)
    held = play.one(RoleGrant, RoleGrant.account == treasurer.account)
    other = play.session.get_one(Account, play.by.account)
    until: date = play.stage.now.date() + timedelta(days=20)
    said = {"grant": held.id, "name": other.name, "phone": other.phone, "until": until}
    agreed = play.who(Role.ADMINISTRATOR, "").account
    play.do(name_deputy, DeputyForm.model_validate({**said, "second": agreed}), treasurer)
    grant = play.one(RoleGrant, RoleGrant.deputy_for == treasurer.account)
    play.do(recall_deputy, RecallForm(grant=grant.id, last_day=play.stage.now.date()), treasurer)
