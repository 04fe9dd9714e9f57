"""How certificates stand on a day, and whose there are. Sets, not loops: one query for any number of holders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from zhiben.domains.certificates.models import Certificate, CertificateQuerySet
from zhiben.domains.certificates.models.certificate import good_on
from zhiben.domains.certificates.terms import GOOD, CertificateKind, CertificateState, Standing
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.marks.queries import marks_of
from zhiben.kernel.parameters.queries import value_of, values_of

WARNING: Final = "certificates.warning_days"
LINKS: Final = ("enterprise_id", "employer_id", "person_id", "equipment_id", "project_id")


@dataclass(frozen=True, kw_only=True)
class CertificateView:
    """A certificate as other pages show it. ``standing`` is that of the day asked about."""

    id: UUID
    kind: CertificateKind
    class_code: str
    class_name: str
    number: str
    holder_name: str
    employer_name: str
    issuer_name: str
    valid_from: date | None
    valid_to: date | None
    standing: Standing
    electronic: bool
    doubtful: bool
    unmatched: bool
    anomalies: tuple[str, ...]

    @property
    def good(self) -> bool:
        """可用."""
        return self.standing in GOOD

    @property
    def url(self) -> str:
        return f"/certificates/{self.id}/"

    @property
    def title(self) -> str:
        return f"{self.kind.label}{f'（{self.class_name}）' if self.class_name else ''}"


def certificates(actor: Actor) -> CertificateQuerySet:
    """Certificates this actor may see."""
    return Certificate.objects.visible_to(actor)


def certificate_for(actor: Actor, certificate_id: UUID) -> Certificate:
    """Raises NotVisible."""
    # Joined, a site that the actor may not read is none; asked for by itself it would be a row that is missing.
    found = certificates(actor).select_related("project").filter(pk=certificate_id).first()
    if found is None:
        raise NotVisible("没有这张证照，或者不在您的权限范围内")
    return found


def site_named_on(case: Certificate) -> str:
    """使用工程 as the paper says it: the site's name, for whoever may not open the site the name it was issued with."""
    if case.project is not None:
        return case.project.name
    return case.where_name if case.project_id and case.import_id is None else ""


def certificates_of(
    *, enterprise_ids: Iterable[UUID] = (), person_ids: Iterable[UUID] = (), equipment_ids: Iterable[UUID] = (),
    project_ids: Iterable[UUID] = (), employer_ids: Iterable[UUID] = (), on: date,
) -> dict[UUID, list[CertificateView]]:  # fmt: skip
    """By holder (enterprise, employer, person, machine or site), newest last; ended ones included. Three queries."""
    wanted: dict[str, set[UUID]] = {
        "enterprise_id": set(enterprise_ids), "employer_id": set(employer_ids), "person_id": set(person_ids),
        "equipment_id": set(equipment_ids), "project_id": set(project_ids),
    }  # fmt: skip
    asked = Q()
    for column, ids in wanted.items():
        if ids:
            asked |= Q(**{f"{column}__in": ids})
    found: dict[UUID, list[CertificateView]] = {}
    if not asked:
        return found
    rows = list(Certificate.objects.filter(asked).order_by("kind", "valid_to", "id"))
    views = dict(zip([row.pk for row in rows], views_of(rows, on), strict=True))
    for row in rows:
        holders = {getattr(row, column) for column, ids in wanted.items() if getattr(row, column) in ids}
        for holder in holders:
            found.setdefault(holder, []).append(views[row.pk])
    return found


def best_of_officers(officers: Iterable[Any], on: date) -> dict[UUID, CertificateView]:
    """监督人员考核合格证 of each, wherever it was given: one that is good on the day, else the latest. Four queries."""
    rows = list(officers)
    accounts = {row.user_id: row.pk for row in rows if row.user_id}
    mine = Q(officer__in=[row.pk for row in rows]) | Q(officer__user_id__in=accounts)
    held = Certificate.objects.filter(mine, kind=CertificateKind.SUPERVISOR_STAFF).select_related("officer")
    cases = list(held.order_by("valid_to", "id"))
    found: dict[UUID, CertificateView] = {}
    known = {row.pk for row in rows}
    for case, view in zip(cases, views_of(cases, on), strict=True):
        officer = case.officer
        owner = case.officer_id if case.officer_id in known else accounts.get(officer.user_id if officer else None)
        if owner and (view.good or owner not in found or not found[owner].good):
            found[owner] = view
    return found


def views_of(rows: Iterable[Certificate], on: date) -> list[CertificateView]:
    """Two queries more: the warning days of their places, and the anomaly marks."""
    cases = list(rows)
    days, marks = warning_days({case.place for case in cases}, on), marks_of("certificate", [case.pk for case in cases])
    return [
        CertificateView(
            id=c.pk, kind=CertificateKind(c.kind), class_code=c.class_code, class_name=c.class_name, number=c.number,
            holder_name=c.holder_name, employer_name=c.employer_name, issuer_name=c.issuer_name,
            valid_from=c.valid_from, valid_to=c.valid_to, standing=standing_within(c, on, days[c.place]),
            electronic=c.electronic, doubtful=c.doubtful, unmatched=c.unmatched,
            anomalies=tuple(mark.label for mark in marks.get(c.pk, ())),
        )
        for c in cases
    ]  # fmt: skip


def standing_of(certificate: Certificate, on: date) -> Standing:
    """How one certificate stands on a day. One query; for many use ``certificates_of`` or ``standing_within``."""
    return standing_within(certificate, on, max(value_of(WARNING, path=certificate.place, on=on), default=0))


def standing_within(certificate: Any, on: date, warning: int) -> Standing:
    """The same where it is known how many days before the end count as 临期."""
    if certificate.state != CertificateState.VALID:
        return Standing(certificate.state)
    if certificate.valid_from and certificate.valid_from > on:
        return Standing.NOT_YET
    if certificate.valid_to is None:
        return Standing.VALID
    if certificate.valid_to < on:
        return Standing.EXPIRED
    return Standing.EXPIRING if certificate.valid_to <= on + timedelta(days=warning) else Standing.VALID


def soon(actor: Actor, day: date) -> int:
    """临期 in days where the actor sits; for filters. Rows are judged by their own place."""
    return max(value_of(WARNING, path=actor.path, on=day), default=0)


def standing_so(rows: Any, standing: str, day: date, warning: int) -> Any:
    """Those of ``rows`` that stand so on a day; an unknown word leaves them as they are."""
    if standing not in Standing.values:
        return rows
    if standing in CertificateState.values and standing != Standing.VALID:
        return rows.filter(state=standing)
    rows = rows.filter(state=CertificateState.VALID)
    if standing == Standing.NOT_YET:
        return rows.filter(valid_from__gt=day)
    if standing == Standing.EXPIRED:
        return rows.filter(valid_to__lt=day)
    until = day + timedelta(days=warning)
    rows = rows.exclude(valid_from__gt=day)
    if standing == Standing.EXPIRING:
        return rows.filter(valid_to__gte=day, valid_to__lte=until)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=until))


def warning_days(places: Iterable[str], on: date) -> Mapping[str, int]:
    """临期 of each place, in days. One query."""
    wanted = set(places)
    if not wanted:
        return {}
    return {place: max(days, default=0) for place, days in values_of(WARNING, paths=wanted, on=on).items()}


__all__ = [
    "CertificateView", "certificate_for", "certificates", "certificates_of", "good_on", "standing_of", "standing_within",
    "views_of", "warning_days",
]  # fmt: skip
