"""What people do with a finding: answer for it, or open it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.rules.declarations import rule_of
from zhiben.kernel.rules.events import FindingDecided
from zhiben.kernel.rules.marking import keep_marks
from zhiben.kernel.rules.models import Finding, FindingMove
from zhiben.kernel.rules.queries import finding_for
from zhiben.kernel.rules.terms import FindingState, FindingVerb

DECIDERS = (Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.LEADER)


def may_decide(actor: Actor, finding: Finding) -> bool:
    """An agency concerned; where none is, whoever sees it."""
    concerned = not finding.agencies or actor.reach_id in finding.agencies
    return actor.is_regulator and actor.role in DECIDERS and concerned


def dismiss_finding(*, actor: Actor, finding_id: UUID, reason: str, at: datetime) -> Finding:
    """说明并关闭: it stays closed until its facts change. 403, 404, 409, 422."""
    reason = reason.strip()
    if len(reason) < 4:
        raise InvalidInput.of("reason", "请写明核查情况和理由（不少于 4 个字）")
    if len(reason) > 500:
        raise InvalidInput.of("reason", "理由不超过 500 个字")
    return _decide(actor, finding_id, FindingState.OPEN, FindingState.DISMISSED, FindingVerb.DISMISSED, reason, at)


def reopen_finding(*, actor: Actor, finding_id: UUID, reason: str, at: datetime) -> Finding:
    """重新打开 what was dismissed too early. 403, 404, 409."""
    reason = reason.strip()[:500]
    return _decide(actor, finding_id, FindingState.DISMISSED, FindingState.OPEN, FindingVerb.REOPENED, reason, at)


def _decide(
    actor: Actor, finding_id: UUID, before: FindingState, after: FindingState, verb: FindingVerb, reason: str,
    at: datetime,
) -> Finding:  # fmt: skip
    with transaction.atomic():
        finding_for(actor, finding_id)
        finding = Finding.objects.select_for_update().get(pk=finding_id)
        if not may_decide(actor, finding):
            raise NotPermitted("只有相关监管机构的人员可以办理这条发现")
        if finding.state != before:
            raise WrongState(f"这条发现现在是“{finding.get_state_display()}”，不能{verb.label}")
        finding.state, finding.changed_at = after, at
        finding.reason = reason if after == FindingState.DISMISSED else ""
        finding.decided_by = actor.name if after == FindingState.DISMISSED else ""
        finding.save(update_fields=["state", "changed_at", "reason", "decided_by"])
        FindingMove.objects.create(finding=finding, verb=verb, at=at, by=actor.name, note=reason, facts=finding.facts)
        record_act(
            actor=actor, verb=f"rules.{verb.value}", at=at, object_kind="finding", object_id=finding.pk,
            rule=finding.rule, reason=reason,
        )  # fmt: skip
        known = rule_of(finding.rule)
        if known is not None:
            keep_marks(known, at)
        publish(FindingDecided(rule=finding.rule, finding_id=str(finding.pk), verb=verb.value), at=at)
    return finding
