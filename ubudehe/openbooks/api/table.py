"""Every address of the API: the app serves this table, and the OpenAPI document tells it."""

from ubudehe.openbooks.api import audits, books, deciding, places
from ubudehe.openbooks.api.asking import (
    AS_OF,
    IN_PARTS,
    Endpoint,
    Reads,
    entry_filters,
    words_asked,
)
from ubudehe.openbooks.api.audit_models import ApiAudit, ApiAudits
from ubudehe.openbooks.api.book_models import ApiEntries, ApiEntry, ApiGrant, ApiGrants
from ubudehe.openbooks.api.models import (
    ApiCheckpoint,
    ApiChildren,
    ApiFoundPlaces,
    ApiMonth,
    ApiMonths,
    ApiPlaceView,
    ApiVillage,
)
from ubudehe.openbooks.api.village_models import (
    ApiFindings,
    ApiFlags,
    ApiMeeting,
    ApiMeetings,
    ApiProject,
    ApiProjects,
    ApiVote,
    ApiVotes,
)
from ubudehe.openbooks.ledger import KINDS

_V = "/villages/{code}"
_PLACE = words_asked("A name, or a code.", required=True)
_GRANT = words_asked("Words in giver or purpose, or a code such as G001.", required=True)
ENDPOINTS = (
    Endpoint("/places", "Find places", ApiFoundPlaces, places.find_places, (_PLACE,), Reads.MORE),
    Endpoint(
        "/places/{code}",
        "A place and its sums",
        ApiPlaceView,
        places.place_sums,
        reads=Reads.BESIDE,
    ),
    Endpoint(
        "/places/{code}/children",
        "Places below, with their sums",
        ApiChildren,
        places.places_below,
        IN_PARTS,
        Reads.BESIDE,
    ),
    Endpoint(
        _V,
        "A village's books at a glance",
        ApiVillage,
        places.village_standing,
        reads=Reads.BESIDE,
    ),
    Endpoint(
        f"{_V}/entries",
        "Entries of the books",
        ApiEntries,
        books.village_entries,
        (*entry_filters(KINDS), *IN_PARTS),
        Reads.BESIDE,
    ),
    Endpoint("/entries/{id}", "One entry", ApiEntry, books.one_entry),
    Endpoint("/grants", "Find grants", ApiGrants, books.find_grants, (_GRANT, *IN_PARTS)),
    Endpoint(f"{_V}/grants", "A village's grants", ApiGrants, books.village_grants, IN_PARTS),
    Endpoint("/grants/{id}", "One grant", ApiGrant, books.one_grant, (AS_OF,), Reads.BESIDE),
    Endpoint(
        f"{_V}/projects",
        "Proposals and projects",
        ApiProjects,
        deciding.village_projects,
        IN_PARTS,
    ),
    Endpoint(
        "/projects/{id}",
        "One chosen project",
        ApiProject,
        deciding.one_project,
        reads=Reads.BESIDE,
    ),
    Endpoint(f"{_V}/votes", "A village's votes", ApiVotes, deciding.village_votes, IN_PARTS),
    Endpoint("/votes/{id}", "One vote and its result", ApiVote, deciding.one_vote),
    Endpoint(f"{_V}/meetings", "Closed meetings", ApiMeetings, deciding.village_meetings, IN_PARTS),
    Endpoint("/meetings/{id}", "One meeting's minutes", ApiMeeting, deciding.one_meeting),
    Endpoint(f"{_V}/months", "Months of the books", ApiMonths, places.village_months, IN_PARTS),
    Endpoint(f"{_V}/months/{{month}}", "One month", ApiMonth, places.village_month),
    Endpoint(
        f"{_V}/flags", "Where to look", ApiFlags, deciding.village_flags, IN_PARTS, Reads.BESIDE
    ),
    Endpoint(
        f"{_V}/findings", "Findings of officers", ApiFindings, deciding.village_findings, IN_PARTS
    ),
    Endpoint(
        f"{_V}/checkpoint",
        "Signed head of the record",
        ApiCheckpoint,
        places.checkpoint,
        reads=Reads.MORE,
    ),
    Endpoint(
        "/places/{code}/audits",
        "Announced audits: at and below a place, or of a village",
        ApiAudits,
        audits.place_audits,
        IN_PARTS,
        Reads.BESIDE,
    ),
    Endpoint("/audits/{id}", "One announced audit", ApiAudit, audits.one_audit),
)
