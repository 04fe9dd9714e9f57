"""The front door: all that other packages may call."""

from zhiben.domains.criteria.queries import cite, clause, clause_in_force, clauses_on, edition_on

__all__ = ["cite", "clause", "clause_in_force", "clauses_on", "edition_on"]
