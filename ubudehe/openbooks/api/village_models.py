"""What the API answers of what a village decides: projects, votes, meetings, flags, findings."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from ubudehe.openbooks.api.book_models import ApiGains
from ubudehe.openbooks.api.models import (
    ApiCount,
    ApiEvent,
    ApiList,
    ApiModel,
    ApiMoney,
    ApiPlace,
    Gated,
)


class ApiProjectLine(ApiModel):
    """A proposal, or a project once it is chosen."""

    id: UUID
    code: str
    title: str
    state: str = Field(description="proposed, chosen, not_chosen, withdrawn, …")
    cost: ApiMoney = Field(description="What it takes of the village's own money.")
    planned: ApiMoney = Field(description="All that it may cost, with what the state gives.")
    labour_days: int = Field(description="Days of work that it asks for.")


class ApiProjects(ApiList):
    """Proposals and projects of a village, by number."""

    items: tuple[ApiProjectLine, ...]


class ApiBudgetLine(ApiModel):
    """One kind of expense."""

    kind: str
    planned: ApiMoney
    spent: ApiMoney


class ApiPromise(ApiModel):
    """What the village or the state promised for a project, and how much of it came."""

    giver: str
    kind: str
    what: str
    quantity: int
    unit: str
    kept: int


class ApiProject(ApiModel):
    """A chosen project: its plan and its money."""

    place: ApiPlace
    id: UUID
    code: str
    title: str
    plan: str
    state: str
    cost: ApiMoney = Field(description="What it takes of the village's own money.")
    planned: ApiMoney = Field(description="All that it may cost, with what the state gives.")
    spent: ApiMoney
    over: ApiMoney = Field(description="What was spent more than planned.")
    labour_days_asked: int
    labour_days: int = Field(description="Days of work given.")
    materials: ApiMoney
    budget: tuple[ApiBudgetLine, ...]
    gain: tuple[ApiGains, ...]
    promises: tuple[ApiPromise, ...]
    flags: tuple[str, ...] = Field(description="Keys of public flags about its entries.")
    closed_at: datetime | None = Field(None, description="When its report was read.")
    events: tuple[ApiEvent, ...]


class ApiVoteLine(ApiModel):
    """A vote in a list."""

    id: UUID
    state: str
    method: str
    budget: ApiMoney
    closed_at: datetime | None = None


class ApiVotes(ApiList):
    """Votes of a village, in the order in which they were prepared."""

    items: tuple[ApiVoteLine, ...]


class ApiVoteOption(ApiModel):
    """A project on the ballot and, once counted, what became of it."""

    project: UUID
    letter: str
    code: str
    title: str
    cost: ApiMoney
    votes: ApiCount | None = Field(None, description="Absent while the vote is open.")
    place: int | None = Field(None, description="Its place in the order of the count.")
    why: str | None = Field(None, description="funded, or why not.")
    given: ApiMoney | None = Field(None, description="Money it takes where it is chosen.")
    chosen: bool = Field(description="Chosen in the end: by the count, or by a meeting after it.")


class ApiOrigin(ApiModel):
    """How many counted ballots came one way."""

    way: str
    ballots: Gated


class ApiVote(ApiModel):
    """A vote; while it is open, neither its turnout nor a result."""

    place: ApiPlace
    id: UUID
    state: str
    method: str
    kind: str
    rule: str
    electorate: str
    budget: ApiMoney
    left: ApiMoney | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    annulled: bool
    meeting: UUID
    level: str | None = Field(None, description="How much of the count is published.")
    signed_in: ApiCount | None = Field(None, description="Absent while the vote is open.")
    counted: ApiCount | None = None
    handed_out: ApiCount | None = None
    spoiled: ApiCount | None = None
    blank: ApiCount | None = None
    against: ApiCount | None = Field(None, description="Of a vote of yes or no alone.")
    origins: tuple[ApiOrigin, ...]
    options: tuple[ApiVoteOption, ...]
    winners: tuple[str, ...] = Field(description="Letters of what the count chose.")
    files: str | None = Field(None, description="Address of what counts it again.")


class ApiMeetingLine(ApiModel):
    """A closed meeting in a list."""

    id: UUID
    held_on: date
    purpose: str


class ApiMeetings(ApiList):
    """Closed meetings of a village, in the order in which they were closed."""

    items: tuple[ApiMeetingLine, ...]


class ApiDecision(ApiModel):
    """A decision with its show of hands."""

    text: str
    outcome: str
    votes_for: ApiCount
    votes_against: ApiCount
    abstained: ApiCount


class ApiDone(ApiModel):
    """Something that was done, in the reader's language."""

    said: tuple[str, ...]
    undone: bool


class ApiMeeting(ApiModel):
    """A closed meeting as its public minutes tell it."""

    place: ApiPlace
    id: UUID
    held_on: date
    purpose: str
    quorum_reached: bool
    people: ApiCount
    women: ApiCount
    men: ApiCount
    decisions: tuple[ApiDecision, ...]
    done: tuple[ApiDone, ...]
    later: tuple[ApiDone, ...]
    minutes_hash: str | None = None
    added_to_in: tuple[UUID, ...] = Field(description="Later meetings that added to its minutes.")
    closed_at: datetime | None = None


class ApiFlag(ApiModel):
    """Where somebody should look, which is never a verdict."""

    key: str
    rule: str
    version: int
    says: str
    about: str | None = None
    weight: str
    amount: ApiMoney | None = Field(None, description="Where the flag is about money.")
    since: date
    state: str = Field(description="open, answered, explained or confirmed.")
    entries: tuple[UUID, ...]


class ApiFlags(ApiList):
    """Flags of a village that everybody may see, by key."""

    items: tuple[ApiFlag, ...]


class ApiStep(ApiModel):
    """One step of a finding, without its words."""

    kind: str
    level: str | None = None
    due: date | None = None
    outcome: str | None = None
    at: datetime


class ApiFinding(ApiModel):
    """A finding of an officer and how far it has come."""

    id: UUID
    subject: str = Field(description="What it is about: kind, colon, id or month.")
    says: str
    addressee: str
    level: str
    state: str
    due: date | None = None
    late: bool
    outcome: str | None = None
    steps: tuple[ApiStep, ...]


class ApiFindings(ApiList):
    """Findings of a village, in the order in which they were raised."""

    items: tuple[ApiFinding, ...]
