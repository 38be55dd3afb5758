"""Bringing the country pack's places into the database."""

from sqlalchemy import func, insert
from sqlmodel import Session, select

from ubudehe.language.names import fold
from ubudehe.places.pack import Country
from ubudehe.places.reading import place_rows
from ubudehe.places.tables import Place


def load_places(session: Session, country: Country) -> int:
    """Load the pack's places where there are none yet; return how many there are."""
    held = session.exec(select(func.count()).select_from(Place)).one()
    if held:
        return held
    rows = [
        {"code": code, "level": level, "name": name, "parent": parent, "folded": fold(name)}
        for code, level, name, parent in place_rows(country)
    ]
    session.execute(insert(Place), rows)
    return len(rows)
