"""A meeting as somebody holds it up: who is there, what it is about, what was decided."""

from dataclasses import dataclass

from ubudehe.assemblies.queries import MeetingView
from ubudehe.language.messages import N_
from ubudehe.language.screens import HeldUp, held
from ubudehe.language.sentences import Sentence, Value, day, number, text


@dataclass(frozen=True)
class MeetingScreen:
    """One screen: a few words as large as they can be, and more below them."""

    said: Sentence
    more: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class MeetingAloud:
    """One screen of a meeting, and the way through all of them."""

    meeting: MeetingView
    way: HeldUp
    screen: MeetingScreen


def meeting_aloud(meeting: MeetingView, at: int) -> MeetingAloud:
    """Return one screen of a meeting; NotFound where there is no such screen."""
    screens = (*_beginning(meeting), *_agenda(meeting), *_decided(meeting))
    way = held(at, len(screens))
    return MeetingAloud(meeting, way, screens[at - 1])


def _beginning(meeting: MeetingView) -> tuple[MeetingScreen, ...]:
    begins = MeetingScreen(Sentence(N_("Meeting of %(day)s"), {"day": day(meeting.held_on)}))
    if not meeting.counted:
        return (begins,)
    reached = N_("Quorum reached") if meeting.quorum.reached else N_("Quorum not reached")
    counts = {"present": number(meeting.quorum.present), "needed": number(meeting.quorum.needed)}
    there = N_("%(present)s households are represented, %(needed)s are needed.")
    return (begins, MeetingScreen(Sentence(reached), (Sentence(there, counts),)))


def _agenda(meeting: MeetingView) -> tuple[MeetingScreen, ...]:
    on = Sentence(N_("On the agenda"))
    about = N_("%(number)s. %(what)s")
    matters = [Value("purpose", code) for code in meeting.agenda]
    matters += [text(one) for one in meeting.notice.matters] if meeting.notice else []
    return tuple(
        MeetingScreen(Sentence(about, {"number": number(at), "what": what}), (on,))
        for at, what in enumerate(matters, 1)
    )


def _decided(meeting: MeetingView) -> tuple[MeetingScreen, ...]:
    hands = N_("For %(yes)s, against %(no)s, abstained %(none)s")
    outcome = N_("%(text)s: %(outcome)s")
    own = tuple(
        MeetingScreen(
            Sentence(outcome, {"text": text(one.text), "outcome": Value("outcome", one.outcome)}),
            (
                Sentence(
                    hands,
                    {
                        "yes": number(one.votes_for),
                        "no": number(one.votes_against),
                        "none": number(one.abstained),
                    },
                ),
            ),
        )
        for one in meeting.decisions
    )
    return own + tuple(MeetingScreen(one.said[0], one.said[1:]) for one in meeting.done)
