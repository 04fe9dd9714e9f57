"""What a certifier may bring in: what the own agency issues. Other rows are refused with the reason, and kept."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.numbers import number_key
from zhiben.domains.certificates.services.issuing import may_issue
from zhiben.domains.certificates.terms import ISSUED_HERE, CertificateKind
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.text import name_key
from zhiben.kernel.papers.ledger import Run, StagedRow
from zhiben.registry.agencies.public import agency

ELSE: Final = "请由发证机关或者本机关内勤导入"


def refuse_beyond_power(run: Run, rows: Sequence[StagedRow]) -> None:
    """Marks rows beyond the importer's power. Other roles bring in what there is, whoever issued it. One query."""
    if run.actor.role != Role.CERTIFIER or run.actor.reach_id is None:
        return
    office, may = agency(run.actor.reach_id), _power(run)
    own = {name_key(name) for name in (office.name, office.short_name) if name}
    others = _kept_by_others(office.pk, rows)
    for row in rows:
        kind, issuer = row.values["kind"], str(row.values.get("issuer") or "")
        if not may(kind):
            row.error(
                "kind", f"{office.name}不颁发{CertificateKind(kind).label}，{ELSE}", value=CertificateKind(kind).label
            )
        elif issuer and name_key(issuer) not in own:
            row.error("issuer", f"发证机关不是{office.name}，{ELSE}", value=issuer)
        elif holder := others.get((kind, number_key(str(row.values.get("number") or "")))):
            row.error("number", f"这个编号的证照由{holder}颁发，{ELSE}")


def _power(run: Run) -> Callable[[str], bool]:
    day = day_of(run.at)

    @cache
    def may(kind: str) -> bool:
        return kind in ISSUED_HERE and may_issue(run.actor, kind, day)

    return may


def _kept_by_others(own: Any, rows: Sequence[StagedRow]) -> dict[tuple[str, str], str]:
    """Of the rows' numbers those that stand on another authority's certificates, and whose."""
    numbers = {number_key(str(row.values.get("number") or "")) for row in rows} - {""}
    found = Certificate.objects.filter(number_key__in=numbers).exclude(agency_id=own)
    return {(kind, key): name for kind, key, name in found.values_list("kind", "number_key", "issuer_name")}
