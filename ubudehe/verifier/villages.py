"""One record from its head to its books, and against what others remember of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.public_books.books import Books, BooksOutcome
from ubudehe.ledger.rules.public_books.roles import Roles
from ubudehe.verifier.entries import EntriesRead
from ubudehe.verifier.heads import Head, read_head
from ubudehe.verifier.keys import well_signed
from ubudehe.verifier.national import National, Published, check_signer, compare_older
from ubudehe.verifier.older import Older
from ubudehe.verifier.reading import LogFiles, rebuild
from ubudehe.verifier.report import Claim, LogReport
from ubudehe.verifier.roll_backs import tell_roll_backs
from ubudehe.verifier.sources.source import Source


@dataclass(frozen=True)
class Known:
    """What is known before a record is read."""

    keys: tuple[str, ...]
    older: Sequence[Older]
    national: National | None
    roles_above: Sequence[Mapping[str, Any]]
    """The role events of the places above this one."""
    whole: bool
    """Whether the records of all places above were read, so that no role is left unknown."""
    sums_at: int | None = None


@dataclass(frozen=True)
class Read:
    """A record that was read: its report, its role events, its books at the size asked for."""

    report: LogReport
    role_events: Sequence[Mapping[str, Any]]
    books_then: BooksOutcome | None


def read_record(source: Source, code: str, known: Known) -> Read:
    """Return the record of the place `code`, rebuilt and checked."""
    report = LogReport(code=code)
    prefix = f"v/{code}/"
    head = read_head(source, prefix, known.keys, report)
    if head is None:
        return Read(report, (), None)
    origin, size = head.checkpoint.origin, head.checkpoint.size
    older = [one for one in known.older if one.is_of(origin)]
    published = known.national.published.get(origin, []) if known.national else []
    books = Books(_roles(known))
    entries = EntriesRead(code, books, report, known.sums_at)
    tree = rebuild(
        LogFiles(source, prefix, size),
        head.checkpoint,
        [one.size for one in older] + [one.checkpoint.size for one in published],
        entries.take,
        report,
    )
    if tree.size == size:
        _keep_books(books, report)
        believed = _believed(head, entries, published, older, report)
        compare_older(older, head, tree.roots, believed, report, entries.roll_backs)
        tell_roll_backs(entries.roll_backs, report)
        _check_published(head, published, believed, tree.roots, report)
        if not report.faults:
            _tell(head, report)
    return Read(report, entries.role_events, entries.books_then)


def _keep_books(books: Books, report: LogReport) -> None:
    report.books = outcome = books.close()
    for fault in outcome.faults:
        report.blame(fault.index, fault.rule, fault.msgid, **fault.params)
    report.more_faults += outcome.faults_found - len(outcome.faults)


def _believed(
    head: Head,
    entries: EntriesRead,
    published: Sequence[Published],
    older: Sequence[Older],
    report: LogReport,
) -> tuple[str, ...]:
    """Check that a key in force signed the head; return all keys that were ever believed."""
    heads = [(one.checkpoint.size, one.note) for one in published]
    heads += [(one.size, one.note) for one in older if one.note is not None]
    return check_signer(head, entries.key_changes, heads, report)


def _check_published(
    head: Head,
    published: Sequence[Published],
    believed: tuple[str, ...],
    roots: Mapping[int, bytes],
    report: LogReport,
) -> None:
    """Check that each published head is a prefix of this record, and this record the newest.

    One that is needs no signature to be harmless: it may bear a key from before those believed.
    One that is not was signed by the record's keeper, or proves nothing against them.
    """
    for one in published:
        size = one.checkpoint.size
        if roots.get(size) == one.checkpoint.root:
            continue
        if not well_signed(one.note, believed):
            text = N_("The national log holds a checkpoint that this record's key did not sign.")
            report.blame(None, "fork", text)
            return
        if size > head.checkpoint.size:
            text = N_(
                "The national log knows %(size)s entries of this record, which shows fewer: "
                "it was cut, or this is an old view."
            )
            report.blame(None, "prefix", text, size=size)
        else:
            text = N_("The tree of %(old)s entries in the national log is not a prefix of this.")
            report.blame(None, "prefix", text, old=size)
        report.notes += [one.note.decode(), head.note.decode()]
        return
    newest = max((one.checkpoint.size for one in published), default=None)
    if newest is None:
        report.warn(N_("The national log does not hold a checkpoint of this record."))
    elif newest < head.checkpoint.size:
        text = N_("The last %(number)s entries are not in the national log yet.")
        report.warn(text, number=head.checkpoint.size - newest)
    if published:
        text = N_("All %(number)s checkpoints in the national log are prefixes of this record.")
        report.prove(text, number=len(published))


def _tell(head: Head, report: LogReport) -> None:
    text = N_("All %(size)s entries were put into the tree again: it is the tree that was signed.")
    report.proved.insert(0, Claim(text, {"size": head.checkpoint.size}))
    if head.trust.given:
        report.prove(N_("The checkpoint is signed by the key that you gave."))
    else:
        report.warn(
            N_(
                "The key was read from the same place as the record. Compare it with the key "
                "on paper, or give it with --key."
            )
        )
    if report.books is not None:
        _tell_books(report.books, report)


def _tell_books(books: BooksOutcome, report: LogReport) -> None:
    """Say exactly what was checked of the books, and what the record leaves open."""
    if books.posted:
        report.prove(
            N_(
                "All %(posted)s posted entries balance, on accounts that the books have, and none "
                "was posted into a closed month."
            ),
            posted=books.posted,
        )
        report.prove(
            N_(
                "As many others as the limits of the day ask approved each entry, in roles that "
                "the records give or that are named below."
            )
        )
        report.prove(
            N_(
                "No money, no advance, nothing kept back and no grant that an entry names was "
                "spent beyond what was there."
            )
        )
    if books.by_operator:
        text = N_(
            "%(number)s administrators gave roles here whom no record made: the operator of the "
            "server did."
        )
        report.warn(text, number=books.by_operator)
    if books.unknown:
        text = N_(
            "%(number)s roles from above the village were not checked: the records that give them "
            "are not here."
        )
        report.warn(text, number=books.unknown)


def _roles(known: Known) -> Roles:
    roles = Roles(whole=known.whole)
    for event in known.roles_above:
        roles.take(event)
    return roles
