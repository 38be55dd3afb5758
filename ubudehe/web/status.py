"""How the server is, in sentences for everybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, moment, number
from ubudehe.web.health import LATE, SLOW, Health


@dataclass(frozen=True)
class StatusLine:
    """One sentence, and how it looks: «bad» where something is wrong."""

    said: Sentence
    look: str = ""


@dataclass(frozen=True)
class Status:
    """What the page about the server tells: the finding, and sentences under each heading."""

    finding: str
    parts: tuple[tuple[str, tuple[StatusLine, ...]], ...]


def status_of(health: Health) -> Status:
    """Return what is told to people of the server's state."""
    parts = (
        (N_("The books"), tuple(_books(health))),
        (N_("Signatures"), tuple(_signatures(health))),
        (N_("Backup"), tuple(_backup(health))),
        (N_("Check"), tuple(_check(health))),
    )
    well = not any(one.look for _, told in parts for one in told)
    finding = N_("Everything works") if well else N_("Not everything is as it should be")
    return Status(finding, parts)


def _books(health: Health) -> Iterator[StatusLine]:
    if health.error:
        yield _bad(
            N_(
                "They cannot be written just now, and some pages may be missing. What was kept "
                "stays kept."
            )
        )
    elif health.taken_over:
        yield _bad(N_("They can only be read here: another server has taken over."))
    elif health.broken:
        places = {"places": number(len(health.broken))}
        told = N_("Places whose record can only be read for now: %(places)s. The others go on.")
        yield StatusLine(Sentence(told, places), "bad")
    else:
        yield StatusLine(Sentence(N_("They can be read and written.")))


def _signatures(health: Health) -> Iterator[StatusLine]:
    if health.waiting > SLOW:
        yield _bad(N_("What was written last is not signed and published yet."))
    if health.head is None:
        yield StatusLine(Sentence(N_("Nothing is signed yet.")))
        return
    signed = N_("The record of the country was signed last on %(moment)s.")
    yield StatusLine(Sentence(signed, {"moment": moment(health.head)}))
    if not health.witnesses:
        yield StatusLine(Sentence(N_("No institution outside confirms it yet.")))
        return
    witnesses = {"all": number(health.witnesses), "cosigned": number(health.cosigned)}
    told = N_("Witnesses that confirmed it: %(cosigned)s of %(all)s.")
    yield StatusLine(Sentence(told, witnesses), "" if health.cosigned else "bad")


def _backup(health: Health) -> Iterator[StatusLine]:
    if health.backup is None:
        yield _bad(N_("No backup was made yet."))
        return
    made = N_("The last backup was made on %(moment)s.")
    yield StatusLine(Sentence(made, {"moment": moment(health.backup)}))
    yield from _late(health, health.backup)


def _check(health: Health) -> Iterator[StatusLine]:
    if health.checked is None:
        yield _bad(N_("Nothing was compared with the record yet."))
        return
    compared = N_("Everything was compared with the record on %(moment)s.")
    yield StatusLine(Sentence(compared, {"moment": moment(health.checked.at)}))
    faults = {"faults": number(health.checked.faults)}
    found = Sentence(N_("Faults that were found: %(faults)s."), faults)
    yield StatusLine(found, "bad" if health.checked.faults else "")
    yield from _late(health, health.checked.at)


def _late(health: Health, last: datetime) -> Iterator[StatusLine]:
    if health.at - last > LATE:
        yield _bad(N_("One is due each night."))


def _bad(message: str) -> StatusLine:
    return StatusLine(Sentence(message), "bad")
