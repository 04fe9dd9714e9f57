"""Reading findings."""

from collections.abc import Iterable
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.rules.models import Finding, FindingQuerySet, RuleRun


def findings(actor: Actor) -> FindingQuerySet:
    """What this actor may see."""
    return Finding.objects.visible_to(actor)


def finding_for(actor: Actor, finding_id: UUID) -> Finding:
    """Raises NotVisible."""
    found = findings(actor).filter(pk=finding_id).first()
    if found is None:
        raise NotVisible("没有这条核查发现，或者不在您的权限范围内")
    return found


def findings_of(actor: Actor, kind: str, subject_ids: Iterable[UUID]) -> dict[UUID, list[Finding]]:
    """Standing findings whose path passes through each of these subjects. Two queries."""
    rows = findings(actor).standing().filter(subjects__kind=kind, subjects__subject_id__in=list(subject_ids))
    found: dict[UUID, list[Finding]] = {}
    by_id = rows.order_by("-raised_at", "id").in_bulk()
    pairs = (
        Finding.objects.filter(pk__in=by_id)
        .filter(subjects__kind=kind, subjects__subject_id__in=list(subject_ids))
        .values_list("subjects__subject_id", "pk")
    )
    for subject_id, pk in pairs:
        found.setdefault(subject_id, []).append(by_id[pk])
    return found


def last_runs() -> dict[str, RuleRun]:
    """Rule → its last whole evaluation."""
    rows = RuleRun.objects.filter(whole=True).order_by("rule", "-at").distinct("rule")
    return {row.rule: row for row in rows}
