"""Adding evidence to an entry, covering what nobody should read, and erasing under the law."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.names import nfc, same_words
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.entries.actions import entry_of
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.forms import (
    LEAST_SIGNERS,
    Erasing,
    PhotoAdded,
    PhotoRef,
    PhotoReplaced,
    StatementForm,
)
from ubudehe.ledger.evidence.photos import (
    check_may_show,
    evidence_of,
    make_anew,
    rows_of,
    size_of_photo,
)
from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.ledger.rules.evidence import CLASSES
from ubudehe.ledger.rules.states import EntryState
from ubudehe.people.acts import Offline, Second, act
from ubudehe.people.desk import Desk
from ubudehe.people.queries import names_of
from ubudehe.people.rules import Right
from ubudehe.places.rules import code_range
from ubudehe.record.append import Event
from ubudehe.record.queries import record_size
from ubudehe.record.tables import Opening


def _photo_now(
    session: Session, _place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    found = session.get(Evidence, (ids["entry"], ids["old"]))
    return None if found is None else {"photo": found.gone}


@act(
    "evidence.add",
    Right.PROPOSE_MONEY,
    said=N_("It stands behind the entry now, for everybody to see."),
    corrected_by=("evidence.replace", "evidence.remove", "privacy.erase"),
    offline=Offline.ADDS,
    second=Second(
        Right.LOOK,
        N_("Somebody else who was there says so as well, with their own PIN."),
        lambda _desk, form: isinstance(form, StatementForm),
    ),
    takes=PhotoAdded | StatementForm,
)
def add_evidence(desk: Desk, form: PhotoAdded | StatementForm) -> Event:
    """Add a photo or a paper to an entry that is not refused, or what people say and sign."""
    return _add_photo(desk, form) if isinstance(form, PhotoAdded) else _add_statement(desk, form)


def _add_photo(desk: Desk, form: PhotoAdded) -> Event:
    entry, photo = form.entry, form.photo
    _check_not_refused(desk, entry)
    for one in (photo, *photo.more):
        if desk.session.get(Evidence, (entry, one.sha256)):
            raise Refusal(N_("This photo is already there."), "photo")
    check_may_show(desk.session, desk.place, photo)
    desk.session.add_all(rows_of(photo, entry, record_size(desk.session, desk.place)))
    return Event(
        public={"entry": str(entry), "ev": evidence_of(photo), **_what(photo.kind)},
        private=size_of_photo(photo),
        subject=str(entry),
    )


def _add_statement(desk: Desk, form: StatementForm) -> Event:
    """Add what people say and sign: at least two, each named once, with the paper they signed."""
    entry = form.entry
    found = _check_not_refused(desk, entry)
    names = [name for _, name in sorted(form.name.items())]
    if len({" ".join(nfc(name).casefold().split()) for name in names}) < LEAST_SIGNERS:
        raise Refusal(N_("Two different people at least must sign."), "name.0")
    names_of_second = names_of(desk.session, {form.second} if form.second else set())
    if found is not None and any(
        same_words(found, name) for name in (*names, *names_of_second.values())
    ):
        raise Refusal(N_("Who was paid cannot be a witness of it."), "name.0")
    if form.sheet is None:
        raise Refusal(N_("Take a photo of the paper that they signed."), "photo")
    why = (form.why or "") if form.kind == "statement" else ""
    desk.session.add(
        Statement(
            id=desk.act_id,
            entry=entry,
            kind=form.kind,
            text=form.text,
            names=names,
            attested="pin",
            why=why,
            sheet=form.sheet.sha256,
            added_at=desk.now,
        )
    )
    return Event(
        public={"entry": str(entry), "ev": [], **_what(form.kind)} | ({"why": why} if why else {}),
        private={"text": form.text, "names": names, "sheet": form.sheet.sha256},
        subject=str(entry),
    )


@act(
    "evidence.replace",
    Right.PROPOSE_MONEY,
    said=N_("The covered photo is shown in the place of the other one."),
    corrected_by=("evidence.replace", "evidence.remove"),
    offline=Offline.STATE,
    state=_photo_now,
)
def replace_photo(desk: Desk, form: PhotoReplaced) -> Event:
    """Put a photo with something covered in the place of one that was published.

    Behind every entry of the village that shows it. Of a refused entry as well: its photo is
    public like any other.
    """
    entry, old, photo = form.entry, form.old, form.photo
    before = _photo(desk, entry, old)
    if desk.session.get(Evidence, (entry, photo.sha256)):
        raise Refusal(N_("This photo is already there."), "photo")
    check_may_show(desk.session, desk.place, photo)
    shown = photo.model_copy(update={"kind": before.kind, "more": ()})
    also = []
    for one in _everywhere(desk, old, desk.place):
        one.gone, one.gone_on = "covered", desk.today
        if one.entry != entry:
            if desk.session.get(Evidence, (one.entry, photo.sha256)):
                continue
            also.append(str(one.entry))
        (row,) = rows_of(shown, one.entry, record_size(desk.session, desk.place))
        row.kind, row.paper, row.page = one.kind, one.paper, one.page
        desk.session.add(row)
    return Event(
        public={"entry": str(entry), "old": old, "ev": evidence_of(shown)}
        | ({"also": sorted(also)} if also else {}),
        private=size_of_photo(shown),
        subject=str(entry),
    )


@act(
    "evidence.remove",
    Right.DATA_REQUESTS,
    said=N_("The photo is taken away; its hash stays in the record."),
    corrected_by=("evidence.add",),
    offline=Offline.STATE,
    state=_photo_now,
)
def remove_photo(desk: Desk, form: PhotoRef) -> Event:
    """Take a photo away on somebody's request under the law; its hash stays in the record."""
    entry, old = form.entry, form.old
    _photo(desk, entry, old)
    for one in _everywhere(desk, old):
        one.gone, one.gone_on = "removed", desk.today
    make_anew(desk, old)
    return Event(public={"entry": str(entry), "h": old}, subject=str(entry))


@act(
    "privacy.erase",
    Right.DATA_REQUESTS,
    said=N_("The names are erased; every proof in the record stays valid."),
    final="what is erased under the law cannot come back",
    offline=Offline.STATE,
)
def erase_names(desk: Desk, form: Erasing) -> Event:
    """Erase the payee's name, or a statement with its names; every proof stays valid."""
    entry = form.entry
    found = entry_of(desk, entry)
    if form.statement is None:
        if found.payee is None or found.payee_public:
            raise Refusal(N_("There is no name of a person here to erase."))
        found.payee, found.payee_erased = None, True
        act_id, fields = entry, ["payee"]
    else:
        statement = desk.session.get(Statement, form.statement)
        if statement is None or statement.entry != entry or statement.erased:
            raise Refusal(N_("There is no name of a person here to erase."))
        act_id, fields = statement.id, ["names", *(["sheet"] if statement.sheet else []), "text"]
        statement.text, statement.names, statement.sheet = "", [], ""
        statement.erased = True
    for opening in desk.session.exec(
        select(Opening).where(
            Opening.log == desk.place, Opening.act == act_id, col(Opening.field).in_(fields)
        )
    ):
        desk.session.delete(opening)
    return Event(
        public={"entry": str(entry), "act": str(act_id), "fields": fields}, subject=str(entry)
    )


def _what(kind: str) -> dict[str, str]:
    grade = CLASSES.get(kind)
    return {"kind": kind} | ({"class": grade} if grade else {})


def _check_not_refused(desk: Desk, entry: UUID) -> str | None:
    found = entry_of(desk, entry)
    if found.state == EntryState.REFUSED:
        raise Refusal(N_("This entry was refused and stays as it is."))
    return found.payee


def _photo(desk: Desk, entry: UUID, digest: str) -> Evidence:
    found = desk.session.get(Evidence, (entry_of(desk, entry).id, digest))
    if found is None or found.gone:
        raise NotFound(N_("There is no such photo."))
    return found


def _everywhere(desk: Desk, digest: str, place: str = "") -> list[Evidence]:
    """Return this photo behind whatever entries at or under a place it stands."""
    first, end = code_range(place)
    query = (
        select(Evidence)
        .join(LedgerEntry, col(LedgerEntry.id) == Evidence.entry)
        .where(
            Evidence.sha256 == digest,
            LedgerEntry.village >= first,
            LedgerEntry.village < end,
        )
    )
    return list(desk.session.exec(query))
