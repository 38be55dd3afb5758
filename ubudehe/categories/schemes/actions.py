"""Writing a village's own categories, and saying how two schemes compare."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from ubudehe.categories.actions.rounds import current_round, deciding_meeting
from ubudehe.categories.minutes import COMPARISONS
from ubudehe.categories.schemes.queries import known_schemes, movement, scheme_key
from ubudehe.categories.schemes.rules import read_words
from ubudehe.categories.schemes.tables import OwnScheme, SchemeMapping
from ubudehe.language.fields import Line, Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event, changes_to

Code = Annotated[str, Field(max_length=4)]


class OwnSchemeForm(Seen):
    """A village's own categories, a line for each, the poorest first."""

    name: Line
    words: Passage


class MappingForm(BaseModel):
    """Which category of the newer scheme is like each category of the older one."""

    old: str = Field(max_length=30)
    new: str = Field(max_length=30)
    pair: dict[str, Code] = Field(max_length=12)


def _own_now(session: Session, place: str, _ids: Mapping[str, object]) -> dict[str, object]:
    """Return the newest version of a village's own categories."""
    query = select(OwnScheme).where(OwnScheme.village == place)
    last = session.exec(query.order_by(col(OwnScheme.version).desc())).first()
    return {"version": last.version, "name": last.name} if last else {}


@act(
    "scheme.write",
    Right.CATEGORISE,
    said=N_("The village's own categories are written. Start a round under them."),
    corrected_by=("scheme.write",),
    offline=Offline.ASKS,
    state=_own_now,
)
def write_scheme(desk: Desk, form: OwnSchemeForm) -> Event:
    """Write a new version of the village's own categories; never in the middle of a round."""
    round_ = current_round(desk.session, desk.place)
    if round_ is not None and round_.scheme == "own":
        raise Refusal(
            N_("A round is going on under these categories. They can change once it is final.")
        )
    words = read_words(form.words)
    last = select(func.max(OwnScheme.version)).where(col(OwnScheme.village) == desk.place)
    version = (desk.session.exec(last).one() or 0) + 1
    desk.session.add(
        OwnScheme(
            id=desk.act_id,
            village=desk.place,
            version=version,
            name=form.name,
            valid_from=desk.today,
            categories=[{"name": name, "criteria": criteria} for name, criteria in words],
        )
    )
    return Event(
        public={"version": version},
        private={"scheme": form.model_dump(mode="json", exclude={"seen"})},
        subject=str(desk.act_id),
    )


@act(
    "scheme.compare",
    Right.CATEGORISE,
    said=N_("It is written down how the two schemes compare. See who rose and who fell."),
    corrected_by=("scheme.compare",),
    offline=Offline.STATE,
    minutes=COMPARISONS,
)
def compare_schemes(desk: Desk, form: MappingForm) -> Event:
    """Write down what an open assembly said about how two schemes compare."""
    deciding_meeting(desk)
    known = known_schemes(desk.session, desk.country, desk.place)
    old, new = known.get(form.old), known.get(form.new)
    if old is None or new is None or scheme_key(old) == scheme_key(new):
        raise Refusal(N_("Choose two schemes that the village has used."))
    codes = {category.code for category in new.categories}
    for category in old.categories:
        if form.pair.get(category.code) not in codes:
            raise Refusal(
                N_("Say for every category which one it is like."), f"pair.{category.code}"
            )
    pairs = {category.code: form.pair[category.code] for category in old.categories}
    counted = bool(movement(desk.session, desk.country, desk.place))
    desk.session.execute(
        delete(SchemeMapping).where(
            col(SchemeMapping.village) == desk.place,
            col(SchemeMapping.old) == form.old,
            col(SchemeMapping.new) == form.new,
        )
    )
    desk.session.add(
        SchemeMapping(
            id=desk.act_id,
            village=desk.place,
            old=form.old,
            new=form.new,
            pairs=pairs,
            said_at=desk.now,
        )
    )
    desk.session.flush()
    # What was counted of two rounds once is published: counted anew, it would tell of who moved.
    sums = {} if counted else movement(desk.session, desk.country, desk.place)
    return Event(
        public={"old": form.old, "new": form.new},
        private={"pairs": pairs, "counted": not counted},
        subject=str(desk.act_id),
        totals=changes_to(desk.session, desk.place, sums),
    )
