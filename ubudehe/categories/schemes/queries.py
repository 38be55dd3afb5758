"""Which schemes a village may use, and what one of its rounds used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ubudehe.categories.events.rules import VOIDED
from ubudehe.categories.rules import RoundState
from ubudehe.categories.schemes.rules import Mobility, mobility, own_scheme
from ubudehe.categories.schemes.tables import OwnScheme, SchemeMapping
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.households.tables import Household
from ubudehe.places.pack import Country, Scheme
from ubudehe.storage.reading import pick


def schemes_for(session: Session, country: Country, village: str) -> tuple[Scheme, ...]:
    """Return the schemes a round may use: those of the country that are shown, then the own one."""
    shown = tuple(scheme for scheme in country.schemes if scheme.shown)
    own = session.exec(
        select(OwnScheme)
        .where(OwnScheme.village == village)
        .order_by(col(OwnScheme.version).desc())
    ).first()
    return shown + ((_read(own, country),) if own else ())


def scheme_of(session: Session, country: Country, round_: CategoryRound) -> Scheme:
    """Return the scheme of a round in the version it was held under."""
    if round_.scheme != "own":
        return country.scheme(round_.scheme)
    own = session.exec(
        select(OwnScheme).where(
            OwnScheme.village == round_.village, OwnScheme.version == round_.scheme_version
        )
    ).one()
    return _read(own, country)


def scheme_key(scheme: Scheme) -> str:
    """Return the name of one version of a scheme, such as «2020/1»."""
    return f"{scheme.id}/{scheme.version}"


def known_schemes(session: Session, country: Country, village: str) -> dict[str, Scheme]:
    """Return every scheme that a village's rounds were held under, by its key."""
    rounds = session.exec(
        select(CategoryRound)
        .where(CategoryRound.village == village)
        .order_by(col(CategoryRound.started_at))
    ).all()
    schemes = [scheme_of(session, country, round_) for round_ in rounds]
    return {scheme_key(scheme): scheme for scheme in schemes}


@dataclass(frozen=True)
class SchemeComparison:
    """Movement between a village's last two final rounds.

    `missing` holds the two schemes that nobody has compared yet; then there is no `found`.
    `said` holds two that a meeting has compared, which it may do again.
    """

    before: datetime
    now: datetime
    scheme: Scheme
    found: Mobility | None
    missing: tuple[Scheme, Scheme] | None
    said: tuple[Scheme, Scheme] | None = None


def compare_rounds(session: Session, country: Country, village: str) -> SchemeComparison | None:
    """Compare the last two final rounds of a village; None while there are not two."""
    rounds = session.exec(
        select(CategoryRound)
        .where(CategoryRound.village == village, CategoryRound.state == RoundState.FINAL)
        .order_by(col(CategoryRound.started_at).desc())
        .limit(2)
    ).all()
    if len(rounds) < 2:
        return None
    new, old = rounds
    if new.final_at is None or old.final_at is None:
        return None
    schemes = scheme_of(session, country, old), scheme_of(session, country, new)
    mapping = _mapping(session, village, *schemes)
    if mapping is None:
        return SchemeComparison(old.final_at, new.final_at, schemes[1], None, schemes)
    found = mobility(_pairs(session, old.id, new.id), schemes[1], mapping)
    differ = scheme_key(schemes[0]) != scheme_key(schemes[1])
    said = schemes if differ else None
    return SchemeComparison(old.final_at, new.final_at, schemes[1], found, None, said)


def movement(session: Session, country: Country, village: str) -> dict[str, int]:
    """Return the running sums «rose», «stayed», «fell»; empty while nothing can be compared."""
    compared = compare_rounds(session, country, village)
    if compared is None or compared.found is None:
        return {}
    found = compared.found
    return {"rose": found.rose, "stayed": found.stayed, "fell": found.fell}


def _mapping(session: Session, village: str, old: Scheme, new: Scheme) -> Mapping[str, str] | None:
    if scheme_key(old) == scheme_key(new):
        return {category.code: category.code for category in old.categories}
    said = session.exec(
        select(SchemeMapping).where(
            SchemeMapping.village == village,
            SchemeMapping.old == scheme_key(old),
            SchemeMapping.new == scheme_key(new),
        )
    ).first()
    return said.pairs if said else None


def _pairs(session: Session, old: UUID, new: UUID) -> list[tuple[str, str]]:
    before, now = aliased(CategoryDecision), aliased(CategoryDecision)
    rows = session.execute(
        pick(before.category, now.category)
        .select_from(before)
        .join(now, now.household == before.household)
        .join(Household, col(Household.id) == before.household)
        .where(
            col(before.round) == old,
            col(now.round) == new,
            col(before.current).is_(True),
            col(now.current).is_(True),
            func.coalesce(Household.ended, "").not_in(VOIDED),
        )
    ).all()
    return [(first, second) for first, second in rows]


def _read(own: OwnScheme, country: Country) -> Scheme:
    words = [(c["name"], tuple(c["criteria"])) for c in own.categories]
    return own_scheme(own.name, own.version, own.valid_from, words, country.languages)
