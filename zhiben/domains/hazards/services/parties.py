"""What a project tells about a new case: where it stands, whose it is, who its parties are, who answers for it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from zhiben.domains.hazards.services.finding import Finding
from zhiben.kernel.workflow.engine import Party
from zhiben.registry.projects.public import parties_of, parties_of_many, responsible_person


def case_columns(project: Any) -> dict[str, Any]:
    """The columns of ``Case`` that come from the project."""
    return {
        "agency_id": project.agency_id, "scope": project.scope, "place": project.place, "province": project.province,
        "city": project.city, "county": project.county, "where_name": project.name,
    }  # fmt: skip


def parties_of_project(project_id: UUID, on: date) -> list[Party]:
    """The project itself and every enterprise that takes part in it on that day."""
    taking_part = parties_of(project_id, on)
    enterprises = [Party(kind="enterprise", subject_id=p.enterprise_id, role=p.role) for p in taking_part]
    return [Party(kind="project", subject_id=project_id, role="site"), *enterprises]


def parties_of_many_projects(project_ids: Iterable[UUID], on: date) -> dict[UUID, list[Party]]:
    """The same for many projects in one query."""
    wanted = list(project_ids)
    taking_part = parties_of_many(wanted, on)
    return {
        pk: [
            Party(kind="project", subject_id=pk, role="site"),
            *(Party(kind="enterprise", subject_id=p.enterprise_id, role=p.role) for p in taking_part.get(pk, [])),
        ]
        for pk in wanted
    }


def site_lead(project_id: UUID, on: date, given: str) -> dict[str, Any]:
    """整改责任单位 and 责任人: the contractor and the project's manager in office, unless somebody else is named."""
    lead = responsible_person(project_id, on)
    contractor = next((p for p in parties_of(project_id, on) if p.role == "contractor"), None)
    values: dict[str, Any] = {
        "responsible_unit": contractor.enterprise.name if contractor else "",
        "responsible_person": given or (lead.name if lead else ""),
    }
    if lead and values["responsible_person"] == lead.name:
        values |= {"responsible_phone_masked": lead.phone_masked, "responsible_phone_cipher": lead.phone_cipher}
    return values


def titled(finding: Finding) -> str:
    """A headline a person can read: place, then the beginning of what was found."""
    return titled_text(finding.location, finding.description)


def titled_text(location: str, description: str) -> str:
    text = " ".join(description.split())
    short = text if len(text) <= 40 else text[:39] + "…"
    return f"{location}：{short}" if location else short
