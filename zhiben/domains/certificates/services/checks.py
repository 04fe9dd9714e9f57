"""What must hold before a certificate is given: cross rules of holder, class, number and term."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from zhiben.domains.certificates.classes import issued_on
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.numbers import number_key
from zhiben.domains.certificates.terms import HOLDERS, CertificateKind, HolderKind
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.equipment.public import EquipmentStand
from zhiben.registry.people.public import Person

RESIDENT_LENGTH: Final = 18
ONE_AFTER_THE_OTHER: Final = "select pg_advisory_xact_lock(hashtextextended('certificate ' || %s, 0))"


def check_class(facts: Any, day: date) -> str:
    """Name of the class; refused when the kind has classes and none of them is meant."""
    known = {one.code: one.name for one in issued_on(facts.kind, day)}
    if not known:
        return ""
    if facts.class_code not in known:
        raise InvalidInput.of("class_code", f"请选择类别：{'、'.join(known.values())}")
    return known[facts.class_code]


def check_number(kind: str, number: str, but: Any = None) -> str:
    """The compared spelling. A number stands on one certificate in force; the one it replaces is about to end."""
    key = number_key(number)
    if not key:
        raise InvalidInput.of("number", "请填写证书编号")
    taken = Certificate.objects.filter(kind=kind, number_key=key, doubtful=False, closed_at=None)
    if taken.exclude(pk=but).exists():
        raise InvalidInput.of("number", f"编号 {number} 已经在另一张有效证照上")
    return key


def check_term(facts: Any) -> None:
    if facts.valid_from and facts.valid_to and facts.valid_to < facts.valid_from:
        raise InvalidInput.of("valid_to", "有效期止不能早于有效期起")


def check_no_second(facts: Any, columns: dict[str, Any], day: date) -> None:
    """One certificate of a kind and class per holder; what it replaces does not count.

    Whoever issues another to the same holder waits until this transaction ends, and sees it then.
    """
    names = {
        HolderKind.ENTERPRISE: "enterprise_id", HolderKind.EQUIPMENT: "equipment_id",
        HolderKind.PERSON: "person_id" if columns.get("person_id") else "officer_id",
    }  # fmt: skip
    name = names[HOLDERS[facts.kind]]
    who = columns.get(name)
    with connection.cursor() as cursor:
        cursor.execute(ONE_AFTER_THE_OTHER, [f"{facts.kind} {facts.class_code} {who}"])
    rows = Certificate.objects.filter(**{name: who}, kind=facts.kind, class_code=facts.class_code, closed_at=None)
    running = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day)).exclude(pk=facts.replaces_id)
    before = running.order_by("id").first()
    if before is not None:
        raise WrongState(f"已经持有同类证照 {before.number}（{before.get_state_display()}），请延续、变更或者换发")


def check_kind(facts: Any, columns: dict[str, Any], place: str, day: date) -> None:
    check = _CHECKS.get(CertificateKind(facts.kind))
    if check is not None:
        check(columns, place, day)


def _old_enough(columns: dict[str, Any], place: str, day: date) -> None:
    """年满18周岁, where the number says when somebody was born."""
    cipher = Person.objects.filter(pk=columns["person_id"]).values_list("id_number_cipher", flat=True).first()
    born = _birthday(open_sealed(bytes(cipher))) if cipher else None
    least = int(value_of("certificates.worker_age", path=place, on=day))
    if born is not None and _years(born, day) < least:
        raise InvalidInput.of("person_id", f"未满 {least} 周岁，不能取得特种作业操作资格证")


def _accepted(columns: dict[str, Any], place: str, day: date) -> None:
    """检测合格、验收合格 on that very site before 使用登记."""
    rows = EquipmentStand.objects.filter(
        equipment=columns["equipment_id"], project=columns["project_id"], valid_to=None
    )
    stand = rows.order_by("-valid_from").first()
    if stand is None:
        raise WrongState("这台设备没有在这个工程上的安装记录，不能办理使用登记")
    if stand.inspected_on is None or stand.accepted_on is None:
        raise WrongState("还没有检测合格、验收合格的记录，不能办理使用登记")
    if stand.inspect_due_on and stand.inspect_due_on < day:
        raise WrongState(f"检测报告 {stand.inspect_due_on:%Y-%m-%d} 已经到期，请先重新检测")


def _birthday(number: str) -> date | None:
    if len(number) != RESIDENT_LENGTH:
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


_CHECKS: Final[dict[CertificateKind, Callable[[dict[str, Any], str, date], None]]] = {
    CertificateKind.SPECIAL_WORKER: _old_enough, CertificateKind.CRANE_REGISTRATION: _accepted,
}  # fmt: skip
