"""A project's story, from the need to what became of it, in steps that everybody can follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Milestone, Sentence, day, number

_YEAR = 365


@dataclass(frozen=True)
class StoryFacts:
    """What the record says of a project's life; days are those of the country."""

    today: date
    need: str = ""
    """As people said it; empty where the proposal answers to none."""
    needed: date | None = None
    proposed: date | None = None
    chosen: date | None = None
    """None where no vote chose it."""
    begun: date | None = None
    """Of the first entry that was posted for it."""
    entries: int = 0
    closed: date | None = None
    repaired: date | None = None
    """Of the latest repair after it was handed over, and how many there were."""
    repairs: int = 0


@dataclass(frozen=True)
class ProjectStory:
    """The steps, and in one sentence how far it has come."""

    title: Sentence
    steps: tuple[Milestone, ...]


def story_of(facts: StoryFacts) -> ProjectStory:
    """Return the story of a chosen project."""
    return ProjectStory(_title(facts), tuple(_steps(facts)))


def _title(facts: StoryFacts) -> Sentence:
    first = facts.needed or facts.proposed
    if facts.closed and first:
        days = {"days": number((facts.closed - first).days)}
        return Sentence(N_("From the need to the last report in %(days)s days"), days)
    if facts.begun:
        return Sentence(N_("The work is going on"))
    return Sentence(N_("It is chosen, and the work has not begun"))


def _steps(facts: StoryFacts) -> Iterator[Milestone]:
    if facts.needed:
        said = Sentence(N_("Need: named on %(day)s"), {"day": day(facts.needed)})
        yield Milestone("done", said, facts.need)
    if facts.proposed:
        yield Milestone("done", Sentence(N_("Proposed on %(day)s"), {"day": day(facts.proposed)}))
    if facts.chosen:
        yield Milestone(
            "done", Sentence(N_("Chosen by vote on %(day)s"), {"day": day(facts.chosen)})
        )
    yield _work(facts)
    if facts.closed:
        closed = {"day": day(facts.closed)}
        yield Milestone("done", Sentence(N_("The meeting heard the report on %(day)s"), closed))
        if facts.repaired:
            told = {"day": day(facts.repaired), "number": number(facts.repairs)}
            said = Sentence(N_("Repaired since, last on %(day)s; entries: %(number)s"), told)
            yield Milestone("done", said)
        yield _later(facts.closed, facts.today)
    else:
        yield Milestone("next", Sentence(N_("At its end the meeting hears a report")))


def _work(facts: StoryFacts) -> Milestone:
    if facts.begun is None:
        return Milestone("now", Sentence(N_("Work and money: nothing is booked yet")))
    values = {"day": day(facts.begun), "number": number(facts.entries)}
    said = Sentence(N_("Work and money: since %(day)s, entries: %(number)s"), values)
    return Milestone("done" if facts.closed else "now", said)


def _later(closed: date, today: date) -> Milestone:
    """Say what is known a year later: nobody can write down yet whether it still works."""
    after = date.fromordinal(closed.toordinal() + _YEAR)
    if today < after:
        said = Sentence(N_("From %(day)s on: does it still work?"), {"day": day(after)})
        return Milestone("next", said)
    said = Sentence(N_("A year has passed; whether it still works is not written down here"))
    return Milestone("now", said)
