"""因事故暂扣、吊销安许证: the firm is barred from bidding until the licence is given back; and what any firm lacks today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.certificates.models import Certificate, Decision
from zhiben.domains.certificates.models.certificate import good_on
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.domains.standing.public import Bar, BarKind, SubjectKind, bar_subject, bars_of, lift_bar
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import NotPermitted, NotVisible
from zhiben.registry.enterprises.public import names_of

BARRED: Final = ("suspend", "revoke_penalty")
FREED: Final = ("return", "lift")
BASIS: Final = "建质〔2024〕27号：限制因事故被暂扣、吊销安全生产许可证的企业投标和承揽"
NO_LICENCE: Final = "没有有效的安全生产许可证"
NO_PERMIT: Final = "安全生产许可证条例、建筑工程施工许可管理办法：没有有效安全生产许可证的，不发施工许可证"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One thing a firm may not do today, with why, since and until when, and on what it rests."""

    what: BarKind
    reason: str
    basis: str
    since: date | None = None
    until: date | None = None
    decision_no: str = ""


def limits_of(enterprise_ids: Iterable[UUID], on: date) -> dict[UUID, list[Limit]]:
    """Of each firm: 投标 by decision, 施工许可 by decision or because it holds no licence that is good. Two queries."""
    wanted = list(dict.fromkeys(enterprise_ids))
    subjects = [(SubjectKind.ENTERPRISE, pk) for pk in wanted]
    held: dict[UUID, list[Limit]] = {pk: [] for pk in wanted}
    for (_, pk), rows in bars_of(subjects, on).items():
        held[pk] += [
            Limit(what=BarKind(b.what), reason=b.because, basis=b.decided_by, since=b.valid_from, until=b.valid_to,
                  decision_no=b.decision_no)
            for b in rows
        ]  # fmt: skip
    licences = Certificate.objects.filter(good_on(on), kind=CertificateKind.ENTERPRISE_LICENSE, enterprise__in=wanted)
    good = set(licences.values_list("enterprise_id", flat=True))
    for pk in wanted:
        if pk not in good:
            held[pk].append(Limit(what=BarKind.PERMIT, reason=NO_LICENCE, basis=NO_PERMIT))
    return held


@transaction.atomic
def check_licences(
    *, actor: Actor, enterprise_ids: Sequence[UUID], what: BarKind, at: datetime
) -> dict[UUID, list[Limit]]:
    """许可、招投标经办前校验: what stands against each firm today for this purpose; that it was asked is kept with the answer.

    Raises NotPermitted unless a regulator asks, NotVisible for a firm that is not registered.
    """
    if not actor.is_regulator:
        raise NotPermitted("安全生产许可证由监管机构在经办前校验")
    wanted = set(enterprise_ids)
    if len(names_of(wanted)) < len(wanted):
        raise NotVisible("有的企业没有登记")
    found = {pk: [one for one in limits if one.what == what] for pk, limits in limits_of(wanted, day_of(at)).items()}
    for pk, limits in found.items():
        record_act(
            actor=actor, verb="certificates.licence_check", at=at, object_kind="enterprise", object_id=pk,
            what=what.value, passed=not limits, reasons=[one.reason for one in limits],
        )  # fmt: skip
    return found


def settle_bars(case: Certificate, decision: Decision, *, actor: Actor, at: datetime) -> None:
    """After a decision about a licence: bars come and go with it. Other causes than accidents bar no bidding."""
    if case.kind != CertificateKind.ENTERPRISE_LICENSE or case.enterprise_id is None:
        return
    if decision.action in BARRED and decision.because_of_accident:
        bar_subject(
            actor=actor, subject_kind=SubjectKind.ENTERPRISE, subject_id=case.enterprise_id, what=BarKind.BID,
            valid_from=decision.since or decision.decided_on, decision_no=decision.number, decided_by=decision.agency_name,
            because=f"{decision.name}：{decision.reason}。{BASIS}"[:300], at=at,
        )  # fmt: skip
    elif decision.action in FREED:
        numbers = case.decisions.filter(action__in=BARRED).values("number")
        rows = Bar.objects.filter(subject_id=case.enterprise_id, decision_no__in=numbers, lifted_on=None)
        for bar in rows.order_by("id"):
            on = max(decision.decided_on, bar.valid_from)
            lift_bar(actor=system_actor(), bar_id=bar.pk, on=on, because=f"{decision.name} {decision.number}", at=at)
