"""What the API answers of audits: only of announced ones, and nobody's name."""

from datetime import date
from uuid import UUID

from pydantic import Field

from ubudehe.openbooks.api.models import ApiList, ApiModel, ApiPlace


class ApiAuditLine(ApiModel):
    """An audit in a list."""

    id: UUID
    code: str = Field(description="Of the place whose officers plan it.")
    level: str
    title: str
    year: int
    first: str = Field(description="The first month of the books that is looked at.")
    last: str = Field(description="The last one.")
    state: str = Field(description="announced, begun, closed or called_off.")
    starts: date = Field(description="Day of the first visit.")
    ends: date = Field(description="Last day of all visits.")
    villages: int
    begun: int = Field(description="Villages in which something was done.")
    signed: int = Field(description="Villages whose months are all signed off.")
    findings: int
    open: int = Field(description="Findings that are not closed.")


class ApiAudits(ApiList):
    """Announced audits, in the order in which they were announced."""

    items: tuple[ApiAuditLine, ...]


class ApiVisit(ApiModel):
    """A village of an audit."""

    code: str
    name: str
    starts: date
    ends: date
    progress: str = Field(description="not_begun, visited, written, answered or signed.")
    late: bool = Field(description="Its days are over, and nothing was done.")
    samples: int
    findings: int
    open: int


class ApiAudit(ApiModel):
    """An announced audit: what is looked at, where and when, and how far it is."""

    place: ApiPlace
    line: ApiAuditLine
    announced_on: date
    begun_on: date | None = None
    closed_on: date | None = None
    changes: int = Field(description="How often it was amended after it was announced.")
    reason: str | None = Field(None, description="Why it was changed last, or called off.")
    summary: str | None = Field(None, description="What came of it, in its team's words.")
    looked: tuple[str, ...] = Field(description="books, cash, attendance, works, meetings.")
    team: tuple[str, ...] = Field(description="The role of each member, who leads it first.")
    visits: tuple[ApiVisit, ...]
