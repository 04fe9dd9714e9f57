"""What is odd about a certificate that comes from a ledger, beside what is known already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from zhiben.domains.certificates.classes import class_named, classes_of
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.numbers import licence_doubts, number_doubts, number_key
from zhiben.domains.certificates.services.bulk_rows import HOLDERS, CertificateRow, Places, holder_id
from zhiben.domains.certificates.terms import CertificateState
from zhiben.kernel.base.text import name_key

ENDED_WITHOUT_PAPER: Final = "没有决定书文号"


@dataclass
class Known:
    """Certificates that could be the rows', or stand in their way: by number, and by holder."""

    by_number: dict[tuple[str, str], list[Certificate]] = field(default_factory=dict)
    by_holder: dict[tuple[UUID, str, str], list[Certificate]] = field(default_factory=dict)
    # Neither number nor holder: each stands for one row only, because two such rows may be two people.
    by_words: dict[tuple[object, ...], list[Certificate]] = field(default_factory=dict)

    def add(self, case: Certificate) -> None:
        if case.number_key:
            self.by_number.setdefault((case.kind, case.number_key), []).append(case)
        holder = holder_id(case)
        if holder is not None:
            self.by_holder.setdefault((holder, case.kind, case.class_code), []).append(case)

    def same_as(self, row: CertificateRow) -> Certificate | None:
        """The same number with the same holder; without a number the same holder, class and first day; without either
        one that an earlier ledger named in the same words, and that no row before has been."""
        key = number_key(row.number)
        if key:
            return next((c for c in self.by_number.get((row.kind, key), ()) if _same_holder(c, row)), None)
        if row.holder_id is None:
            waiting = self.by_words.get(_words(row))
            return waiting.pop(0) if waiting else None
        rows = self.by_holder.get((row.holder_id, row.kind, row.class_code), ())
        return next((c for c in rows if not c.number_key and c.valid_from == row.valid_from), None)

    def same_number(self, row: CertificateRow, but: Certificate | None) -> Certificate | None:
        """Another in force that bears the row's number."""
        rows = self.by_number.get((row.kind, number_key(row.number)), ())
        return next((c for c in rows if _earlier(c, but) and c.closed_at is None), None)

    def overlapping(self, row: CertificateRow, but: Certificate | None) -> Certificate | None:
        """Another of this holder, kind and class that is in force on a common day.

        The first is enough: a ledger that gives thousands of people one number must not cost thousands of looks each.
        """
        if row.holder_id is None or row.state != CertificateState.VALID:
            return None
        rows = self.by_holder.get((row.holder_id, row.kind, row.class_code), ())
        return next(
            (
                c for c in rows
                if _earlier(c, but) and c.closed_at is None
                and _meet(c.valid_from, c.valid_to, row.valid_from, row.valid_to)
                and not _other_site(c, row)
            ),
            None,
        )  # fmt: skip


def known_to(rows: Sequence[CertificateRow], *, batch: UUID | None = None) -> Known:
    """One query. ``batch``: the ledger that is being read; what it brought itself is no earlier ledger's."""
    keys = {key for row in rows if (key := number_key(row.number))}
    asked = Q(number_key__in=keys)
    for name in HOLDERS:
        ids = {value for row in rows if (value := getattr(row, name)) is not None}
        if ids:
            asked |= Q(**{f"{name}__in": ids, "kind__in": {row.kind for row in rows}})
    names = {row.holder_name for row in rows if row.holder_id is None and not number_key(row.number)}
    if names:
        asked |= Q(unmatched=True, number_key="", holder_name__in=names, kind__in={row.kind for row in rows})
    known = Known()
    for case in Certificate.objects.filter(asked).order_by("id"):
        known.add(case)
        if case.unmatched and not case.number_key and (batch is None or case.import_id != batch):
            known.by_words.setdefault(_words(case), []).append(case)
    return known


def doubts_of(row: CertificateRow, known: Known, places: Places, old: Certificate | None) -> tuple[str, ...]:
    """Sentences, in a stable order; empty when nothing is odd."""
    found: list[str] = [*row.doubts, *number_doubts(row.kind, row.number), *licence_doubts(row.licence_id)]
    found += _class_doubts(row)
    if row.issuer_name and places.issuer(row.issuer_name) is None:
        found.append(f"发证机关“{row.issuer_name}”不在机构名录里")
    if not row.issuer_name:
        found.append("没有发证机关")
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        found.append("有效期止早于有效期起")
    if row.state in (CertificateState.SUSPENDED, CertificateState.REVOKED_PENALTY) and not row.decision_no:
        found.append(ENDED_WITHOUT_PAPER)
    if twin := known.same_number(row, old):
        found.append(f"编号与 {twin.holder_name} 的证照重复")
    if other := known.overlapping(row, old):
        found.append(f"有效期与同一持证主体的 {other.number or '另一张证照'} 重叠")
    return tuple(text[:200] for text in dict.fromkeys(found))


def _words(one: Certificate | CertificateRow) -> tuple[object, ...]:
    days = (one.valid_from, one.valid_to, one.issued_on)
    return one.kind, one.class_code, name_key(one.holder_name), name_key(one.employer_name), *days


def _class_doubts(row: CertificateRow) -> Iterable[str]:
    if not classes_of(row.kind):
        return []
    if not row.class_code:
        return ["没有类别"]
    return [] if class_named(row.kind, row.class_code) else [f"不认识的类别“{row.class_code}”"]


def _earlier(case: Certificate, than: Certificate | None) -> bool:
    """Of two that do not go together the later bears the doubt, whenever one looks: a ledger read again says the same."""
    return than is None or case.pk < than.pk


def _same_holder(case: Certificate, row: CertificateRow) -> bool:
    mine = holder_id(case)
    if mine is not None and row.holder_id is not None:
        return mine == row.holder_id
    return name_key(case.holder_name) == name_key(row.holder_name)


def _meet(a_from: date | None, a_to: date | None, b_from: date | None, b_to: date | None) -> bool:
    low, high = date.min, date.max
    return (a_from or low) <= (b_to or high) and (b_from or low) <= (a_to or high)


def _other_site(case: Certificate, row: CertificateRow) -> bool:
    """使用登记 is per site: two sites at once are the rules' matter, not a doubt about the paper."""
    return bool(case.project_id and row.project_id and case.project_id != row.project_id)
