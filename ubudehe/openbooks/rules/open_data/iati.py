"""IATI 2.03: an activity for each grant, from what was promised to what its money paid.

Source: https://iatistandard.org/en/iati-standard/203/ (element order of its schema; codelists
TransactionType, Sector, OrganisationRole, OrganisationType, ActivityStatus). Work and gifts are
never in its totals. What has not happened by today is not told as done: its rules forbid it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

from ubudehe.openbooks.rules.open_data.facts import (
    DataPublisher,
    GrantFacts,
    ProjectFacts,
    VillageFacts,
    moment,
)

VERSION = "2.03"
_INCOMING, _EXPENDITURE, _PROMISED = "1", "4", "11"
_IMPLEMENTED, _CLOSED, _CANCELLED = "2", "4", "5"
_OTHER = "90"
_GIVERS = {"ubudehe": "10", "district": "11"}
"""The kind of organisation of who gives; a donor's is not known."""
_RURAL = "43040"
_SECTORS = {
    "water": "14031",
    "tap": "14031",
    "latrine": "14032",
    "school": "11220",
    "health": "12230",
    "road": "21020",
    "bridge": "21020",
    "tree": "31220",
    "terrace": "31130",
    "cow": "31163",
    "goat": "31163",
    "hen": "31163",
    "seed": "31120",
    "mill": "32161",
    "lamp": "23630",
    "sun": "23230",
    "phone": "22040",
    "house": "16040",
}
"""DAC's five digits for a project's symbol; everything else is rural development."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ACTIVITY = re.compile(r"[A-Z]{2,3}-[A-Z0-9]+-[^\s/&|?]+")
"""Country or kind of register, organisation, and its own number of the activity."""
_ANOTHER = "A9"
"""Another identifier of the activity (codelist OtherIdentifierType)."""
_LONGEST_BUDGET = timedelta(days=364)


def opening(generated: str) -> str:
    """Return what stands before the activities."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<iati-activities version="{VERSION}" generated-datetime="{generated}">\n'
    )


CLOSING = "</iati-activities>\n"


def activity(village: VillageFacts, grant: GrantFacts, publisher: DataPublisher) -> str:
    """Return one grant as an activity."""
    root = Element(
        "iati-activity",
        {
            "default-currency": grant.currency,
            _LANG: village.language,
            "last-updated-datetime": moment(village.changed_at),
            "humanitarian": "0",
        },
    )
    _sub(root, "iati-identifier", f"{publisher.iati}-{village.code}-{grant.code}")
    reporting = SubElement(root, "reporting-org", {"ref": publisher.iati, "type": _OTHER})
    _narrate(reporting, publisher.name)
    title = SubElement(root, "title")
    _narrate(title, grant.purpose)
    if grant.own_title:
        _narrate(title, grant.own_title, grant.own_language)
    _narrate(
        SubElement(root, "description", {"type": "1"}), f"{grant.purpose}: {village.full_name}"
    )
    giver = {"type": _GIVERS[grant.source]} if grant.source in _GIVERS else {}
    if is_activity(grant.reference):
        giver["activity-id"] = grant.reference
    _narrate(SubElement(root, "participating-org", {"role": "1", **giver}), grant.giver)
    doing = SubElement(root, "participating-org", {"role": "4", "type": _OTHER})
    _narrate(doing, village.full_name)
    if grant.reference and not is_activity(grant.reference):
        SubElement(root, "other-identifier", {"ref": grant.reference, "type": _ANOTHER})
    project = next((one for one in village.projects if one.id == grant.project), None)
    _status(root, grant, project)
    SubElement(root, "activity-scope", {"code": "8"})
    SubElement(root, "recipient-country", {"code": village.country_code, "percentage": "100"})
    place = SubElement(root, "location", {"ref": village.code})
    SubElement(place, "location-reach", {"code": "1"})
    _narrate(SubElement(place, "name"), village.full_name)
    sector = _SECTORS.get(grant.symbol, _RURAL)
    SubElement(root, "sector", {"vocabulary": "1", "code": sector, "percentage": "100"})
    _budgets(root, village, grant)
    for one in _transactions(village, grant):
        root.append(one)
    address = publisher.of(f"/{village.language}/grants/{grant.id}")
    link = SubElement(root, "document-link", {"url": address, "format": "text/html"})
    _narrate(SubElement(link, "title"), grant.code)
    SubElement(link, "category", {"code": "A12"})
    return tostring(root, encoding="unicode") + "\n"


def activities(
    villages: Iterable[VillageFacts], publisher: DataPublisher, generated: str
) -> Iterator[str]:
    """Yield the file of all grants of villages, piece by piece."""
    yield opening(generated)
    for village in villages:
        for grant in village.grants:
            yield activity(village, grant, publisher)
    yield CLOSING


def _status(root: Element, grant: GrantFacts, project: ProjectFacts | None) -> None:
    closed_on = project.closed_on if project else None
    status = _CLOSED if closed_on else _IMPLEMENTED
    SubElement(root, "activity-status", {"code": _CANCELLED if grant.withdrawn_on else status})
    _day(root, "activity-date", grant.agreed_on, {"type": "1"})
    if grant.came:
        _day(root, "activity-date", min(one.day for one in grant.came), {"type": "2"})
    if closed_on:
        _day(root, "activity-date", closed_on, {"type": "4"})


def _budgets(root: Element, village: VillageFacts, grant: GrantFacts) -> None:
    """Add a budget for each tranche: from the one before it until it is due, a year at most."""
    before = grant.agreed_on
    for due, amount in grant.tranches:
        start = min(max(before, due - _LONGEST_BUDGET), due)
        budget = SubElement(root, "budget", {"type": "1", "status": "2"})
        _day(budget, "period-start", start)
        _day(budget, "period-end", due)
        said = {"currency": grant.currency, "value-date": grant.agreed_on.isoformat()}
        value = SubElement(budget, "value", said)
        value.text = str(village.decimal(amount, grant.currency))
        before = due


def _transactions(village: VillageFacts, grant: GrantFacts) -> Iterator[Element]:
    giver = (grant.giver, None)
    if grant.agreed_on <= village.today:
        promised = (grant.agreed_on, grant.amount, grant.currency)
        made = _transaction(village, grant.code, _PROMISED, promised, grant.purpose, giver)
        yield _from_activity(made, grant.reference)
    if grant.withdrawn_on and grant.not_coming:
        less = (grant.withdrawn_on, -grant.not_coming, grant.currency)
        ref = f"{grant.code}-withdrawn"
        made = _transaction(village, ref, _PROMISED, less, grant.purpose, giver)
        yield _from_activity(made, grant.reference)
    for came in grant.came:
        moved = (came.day, came.amount, came.currency)
        made = _transaction(village, str(came.number), _INCOMING, moved, grant.purpose, giver)
        yield _from_activity(made, grant.reference)
    for paid in grant.paid:
        if paid.is_back:
            back = (paid.day, -paid.amount, village.currency)
            made = _transaction(village, str(paid.number), _INCOMING, back, paid.what, giver)
            yield _from_activity(made, grant.reference)
            continue
        moved = (paid.day, paid.amount, village.currency)
        to = (None, paid.payee)
        yield _transaction(village, str(paid.number), _EXPENDITURE, moved, paid.what, to)


def _transaction(
    village: VillageFacts,
    ref: str,
    kind: str,
    moved: tuple[date, int, str],
    what: str,
    parties: tuple[str | None, str | None],
) -> Element:
    day, amount, currency = moved
    provider, receiver = parties
    root = Element("transaction", {"ref": f"{village.code}-{ref}"})
    SubElement(root, "transaction-type", {"code": kind})
    _day(root, "transaction-date", day)
    value = SubElement(root, "value", {"currency": currency, "value-date": day.isoformat()})
    value.text = str(village.decimal(amount, currency))
    _narrate(SubElement(root, "description"), what)
    if provider:
        _narrate(SubElement(root, "provider-org"), provider)
    if receiver:
        _narrate(SubElement(root, "receiver-org"), receiver)
    return root


def _from_activity(made: Element, reference: str) -> Element:
    """Return a transaction that names the giver's own activity, where that is known."""
    provider = made.find("provider-org")
    if provider is not None and is_activity(reference):
        provider.set("provider-activity-id", reference)
    return made


def _day(root: Element, name: str, day: date, more: dict[str, str] | None = None) -> None:
    SubElement(root, name, {**(more or {}), "iso-date": day.isoformat()})


def is_activity(reference: str) -> bool:
    """Tell whether a giver's reference looks like the id of an activity in IATI."""
    return _ACTIVITY.fullmatch(reference) is not None


def _narrate(root: Element, text: str, language: str = "") -> None:
    _sub(root, "narrative", text, {_LANG: language} if language else {})


def _sub(root: Element, name: str, text: str, more: dict[str, str] | None = None) -> None:
    SubElement(root, name, more or {}).text = _NOT_XML.sub("\ufffd", text)
