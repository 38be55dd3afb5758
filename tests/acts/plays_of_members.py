"""Acts on lists of members and on the basis of data, which the demo leaves out."""

from typing import TYPE_CHECKING
from uuid import UUID

import ubudehe.projects.speaking  # noqa: F401 - enters what can be said
from tests.acts.stage import SHA
from ubudehe.households.basis import actions as basis
from ubudehe.households.roster import actions as roster
from ubudehe.households.roster.tables import HouseholdMember
from ubudehe.people.acts import Nothing
from ubudehe.spoken import actions as spoken

if TYPE_CHECKING:
    from tests.acts.plays import Play


def play_members(play: "Play") -> None:
    """List members, write a child in, correct it, take it out and back, choose a head, stop."""
    home = play.homes[4]
    play.do(roster.switch_roster_on, Nothing())
    head = {"household": home.id, "name": "x", "relation": "head", "sex": "f"}
    play.do(roster.add_member, roster.MemberForm.model_validate(head))
    child = {**head, "name": "Keza", "relation": "child", "birth_year": 2019}
    play.do(roster.add_member, roster.MemberForm.model_validate(child))
    there = HouseholdMember.household == home.id
    row = play.one(HouseholdMember, there, HouseholdMember.name == "Keza")
    ids = {"household": home.id, "member": row.id}
    older = {**child, **ids, "birth_year": 2004}
    play.do(roster.change_member, roster.MemberChange.model_validate(older))
    play.do(roster.remove_member, roster.MemberGone.model_validate({**ids, "gone": "moved"}))
    play.do(roster.restore_member, roster.MemberBack.model_validate(ids))
    named = {**ids, "name": "KEZA Aline"}
    play.do(roster.choose_head, roster.NewHeadForm.model_validate(named))
    play.do(roster.switch_roster_off, Nothing())


def play_spoken(play: "Play") -> None:
    """Say aloud how one votes, and take that away."""
    clip = spoken.Clip(sha256=SHA, size=900, media="audio/ogg")
    form = spoken.RecordForm(about="ballot", key="points", clip=clip)
    made = UUID(play.do(spoken.record_prompt, form))
    play.do(spoken.silence_prompt, spoken.SilenceForm(prompt=made, why="mistake"))


def play_basis(play: "Play") -> None:
    """Tell a household the basis of its data; it withdraws its consent, and gives it again."""
    home, day = {"household": play.homes[4].id}, play.stage.now.date()
    told = {**home, "basis": "consent", "told": "head", "told_on": day}
    play.do(basis.write_basis, basis.BasisForm.model_validate(told))
    gone = {**home, "withdrawn_on": day, "words": "Oya."}
    play.do(basis.withdraw_consent, basis.WithdrawnForm.model_validate(gone))
    back = {**home, "reason": "Barabyemeye."}
    play.do(basis.restore_consent, basis.ConsentBackForm.model_validate(back))
