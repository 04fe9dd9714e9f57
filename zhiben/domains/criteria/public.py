"""The front door: all that other packages may call."""

from zhiben.domains.criteria.checking import CheckResult, guided_check
from zhiben.domains.criteria.conditions import Question
from zhiben.domains.criteria.labels import clause_label
from zhiben.domains.criteria.picking import picker_groups
from zhiben.domains.criteria.proposals import Proposal, finding_kinds, general_proposals, proposal
from zhiben.domains.criteria.queries import (
    category_names,
    cite,
    clause,
    clause_in_force,
    clauses_named,
    clauses_on,
    edition_on,
)
from zhiben.domains.criteria.recognising import ClauseBook, recognise_clause

__all__ = [
    "CheckResult",
    "ClauseBook",
    "Proposal",
    "Question",
    "category_names",
    "cite",
    "clause",
    "clause_in_force",
    "clause_label",
    "clauses_named",
    "clauses_on",
    "edition_on",
    "finding_kinds",
    "general_proposals",
    "guided_check",
    "picker_groups",
    "proposal",
    "recognise_clause",
]
