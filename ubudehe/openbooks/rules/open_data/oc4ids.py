"""OC4IDS 0.9: each chosen project with its budget, its work and gifts, and its releases.

Source: https://standard.open-contracting.org/infrastructure/0.9/ (schema 0.9.4). Labour days and
gifts are observations of metrics, never money. A project is in `implementation` until its report
was read to the assembly, and in `completion` from then on.
"""

from typing import Any

from ubudehe.openbooks.rules.open_data.facts import (
    DataPublisher,
    ProjectFacts,
    VillageFacts,
    moment,
    start_of,
)
from ubudehe.openbooks.rules.open_data.ocds import package as ocds_package
from ubudehe.openbooks.rules.open_data.ocds import release

VERSION = "0.9"
Document = dict[str, Any]
_SECTORS = {
    "water": ["waterAndWaste"],
    "tap": ["waterAndWaste"],
    "latrine": ["waterAndWaste"],
    "school": ["education"],
    "health": ["health"],
    "road": ["transport", "transport.road"],
    "bridge": ["transport", "transport.road"],
    "tree": ["naturalResources"],
    "terrace": ["naturalResources"],
    "house": ["socialHousing"],
    "lamp": ["energy"],
    "sun": ["energy", "energy.solar"],
    "phone": ["communications"],
}
"""The sector of the project's symbol; of all others it is the economy of the village."""


def project_of(village: VillageFacts, project: ProjectFacts, publisher: DataPublisher) -> Document:
    """Return one project."""
    address = publisher.of(f"/{village.language}/projects/{project.id}")
    said: Document = {
        "id": f"oc4ids-{publisher.ocds}-{village.code}-{project.code}",
        "updated": moment(village.changed_at),
        "language": village.language,
        "title": project.title,
        "description": project.plan or project.title,
        "status": "completion" if project.closed_on else "implementation",
        "type": "construction",
        "sector": _SECTORS.get(project.symbol, ["economy"]),
        "identifiers": [{"id": f"{village.code}-{project.code}", "scheme": village.origin}],
        "publicAuthority": {"id": village.code, "name": village.full_name},
        "locations": [_location(village)],
        "budget": _budget(village, project),
        "parties": [_authority(village), *_funders(village, project)],
        "contractingProcesses": [_process(village, project, publisher)],
        "documents": [
            {
                "id": f"{project.code}-page",
                "documentType": "projectScope",
                "title": project.title,
                "url": address,
                "format": "text/html",
                "language": village.language,
            }
        ],
    }
    if project.chosen_on:
        end = {"endDate": start_of(project.closed_on)} if project.closed_on else {}
        said["period"] = {"startDate": start_of(project.chosen_on), **end}
    if metrics := _metrics(village, project):
        said["metrics"] = metrics
    return said


def package(uri: str, publisher: DataPublisher, published: str) -> Document:
    """Return the package around projects, without them."""
    return {**ocds_package(uri, publisher, published), "version": VERSION}


def _location(village: VillageFacts) -> Document:
    above = dict(zip(("locality", "region"), village.above[:1] + village.above[-1:], strict=False))
    return {
        "id": village.code,
        "description": village.full_name,
        "address": {**above, "countryName": village.country},
    }


def _budget(village: VillageFacts, project: ProjectFacts) -> Document:
    value = {"amount": village.number(project.planned), "currency": village.currency}
    said: Document = {"amount": value}
    if project.chosen_on:
        said["approvalDate"] = start_of(project.chosen_on)
    return said


def _authority(village: VillageFacts) -> Document:
    return {
        "id": village.code,
        "name": village.full_name,
        "roles": ["publicAuthority", "buyer", "procuringEntity"],
    }


def _funders(village: VillageFacts, project: ProjectFacts) -> list[Document]:
    return [
        {"id": f"{village.code}-funder-{at}", "name": name, "roles": ["funder"]}
        for at, name in enumerate(project.funders, 1)
    ]


def _process(village: VillageFacts, project: ProjectFacts, publisher: DataPublisher) -> Document:
    """Return the contracting process with its release inside, so that one file says all."""
    inside = release(village, project, publisher)
    return {
        "id": inside["ocid"],
        "summary": {
            "ocid": inside["ocid"],
            "title": project.title,
            "nature": ["construction"],
            "status": "closed" if project.closed_on else "active",
            "contractValue": inside["planning"]["budget"]["amount"],
        },
    }


def _metrics(village: VillageFacts, project: ProjectFacts) -> list[Document]:
    found = []
    if project.labour_days:
        found.append(
            _metric("labour", "Days of labour given", project.labour_days, {"name": "days"})
        )
    if project.materials:
        value = {"amount": village.number(project.materials), "currency": village.currency}
        found.append(
            {
                "id": "materials",
                "title": "Worth of materials given",
                "observations": [{"id": "materials-1", "value": value}],
            }
        )
    return found


def _metric(id_: str, title: str, measure: int, unit: Document) -> Document:
    observation = {"id": f"{id_}-1", "measure": str(measure), "unit": unit}
    return {"id": id_, "title": title, "observations": [observation]}
