"""What a form may be filled with once a clause or an ordinary wording has been picked. All of it may be edited."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhiben.domains.criteria.models import Clause, FindingKind, Wording
from zhiben.domains.criteria.queries import clause, searched_words


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """``code`` is the clause of a major hazard or the wording of an ordinary one; ``cite`` is empty for the latter."""

    code: str
    category: str
    title: str
    wording: str
    measure: str
    evidence: tuple[str, ...]
    cite: str


def proposal(code: str) -> Proposal:
    """Category, draft description, measure, evidence to take and citation of a clause. Raises NotVisible."""
    return proposal_of(clause(code))


def proposal_of(found: Clause) -> Proposal:
    return Proposal(
        code=found.code, category=found.category.name, title=found.title, wording=found.wording,
        measure=found.measure, evidence=tuple(found.evidence), cite=found.cite,
    )  # fmt: skip


def general_proposals(kind: str | None = None, q: str = "") -> list[Proposal]:
    """Ordinary wordings of one kind (key or name) or all, in which every word of ``q`` occurs."""
    return [
        Proposal(
            code=row.code, category=row.kind.name, title="", wording=row.wording, measure=row.measure,
            evidence=tuple(row.evidence), cite="",
        )
        for row in _wordings(kind, q)
    ]  # fmt: skip


def finding_kinds() -> list[FindingKind]:
    """Categories of ordinary hazards, in their order."""
    return list(FindingKind.objects.all())


def _wordings(kind: str | None, q: str) -> QuerySet[Wording]:
    rows = Wording.objects.select_related("kind")
    if kind:
        rows = rows.filter(Q(kind=kind) | Q(kind__name=kind))
    for word in searched_words(q):
        rows = rows.filter(
            Q(wording__icontains=word)
            | Q(measure__icontains=word)
            | Q(kind__name__icontains=word)
            | Q(initials__contains=word.lower())
        )
    return rows
