"""Verbs on projects."""

from zhiben.registry.projects.services.blindness import mark_blind_spots, may_settle, settle_agency
from zhiben.registry.projects.services.facts import ProjectFacts, register_project, update_project
from zhiben.registry.projects.services.gridding import move_to_grid, place_in_grids
from zhiben.registry.projects.services.informants import (
    name_informant,
    relieve_informant,
    remind_informants,
    report_as_informant,
)
from zhiben.registry.projects.services.parties import PartyLine, appoint, relieve, set_parties
from zhiben.registry.projects.services.status import change_status

__all__ = [
    "PartyLine",
    "ProjectFacts",
    "appoint",
    "change_status",
    "mark_blind_spots",
    "may_settle",
    "move_to_grid",
    "name_informant",
    "place_in_grids",
    "register_project",
    "relieve",
    "relieve_informant",
    "remind_informants",
    "report_as_informant",
    "set_parties",
    "settle_agency",
    "update_project",
]
