"""Verbs on projects."""

from zhiben.registry.projects.services.facts import ProjectFacts, register_project, update_project
from zhiben.registry.projects.services.parties import PartyLine, appoint, relieve, set_parties
from zhiben.registry.projects.services.status import change_status

__all__ = [
    "PartyLine",
    "ProjectFacts",
    "appoint",
    "change_status",
    "register_project",
    "relieve",
    "set_parties",
    "update_project",
]
