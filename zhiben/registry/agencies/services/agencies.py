"""Keeping agencies, officers and zones. Every change is an act in the audit."""

import re
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import FieldError, InvalidInput, WrongState
from zhiben.kernel.base.memo import forget_all
from zhiben.kernel.base.text import name_key, plain_text
from zhiben.kernel.events.outbox import publish
from zhiben.registry.agencies.events import DivisionReplaced
from zhiben.registry.agencies.loading import make_division
from zhiben.registry.agencies.models import Agency, Department, Division, Officer
from zhiben.registry.agencies.policies import must_administer, must_run_agency
from zhiben.registry.agencies.queries import agency, division
from zhiben.registry.agencies.terms import AgencyKind, DeptCategory, Level

ZONE_CODE: Final = re.compile(r"\d{4}[789]\d")


def add_agency(
    *, actor: Actor, name: str, division_code: str, kind: AgencyKind, at: datetime, short_name: str = "",
    parent_id: UUID | None = None, dept_category: DeptCategory = DeptCategory.HOUSING, doc_prefix: str = "",
    review_required: bool = False, sign_required: bool = True, may_penalise: bool = False, phone: str = "",
    address: str = "",
) -> Agency:  # fmt: skip
    """A new agency of a division that exists today. 422 without a name, 409 when there is one of that name."""
    place = division(division_code)
    must_administer(actor, place.path)
    name = plain_text(name)
    _check_agency(name, place, day_of(at))
    made = Agency(
        name=name, name_key=name_key(name), short_name=plain_text(short_name), division=place, path=place.path,
        level=place.level, kind=kind, parent_id=parent_id, dept_category=dept_category, doc_prefix=doc_prefix.strip(),
        review_required=review_required, sign_required=sign_required, may_penalise=may_penalise, phone=phone.strip(),
        address=address.strip(), valid_from=day_of(at),
    )  # fmt: skip
    with transaction.atomic():
        made.save(force_insert=True)
        record_act(
            actor=actor, verb="agencies.add_agency", at=at, object_kind="agency", object_id=made.id, name=name,
            division=division_code, kind=kind.value,
        )  # fmt: skip
    return made


def _check_agency(name: str, place: Division, day: date) -> None:
    if not name:
        raise InvalidInput.of("name", "请填写机构名称")
    if place.valid_to is not None and place.valid_to <= day:
        raise InvalidInput.of("division_code", f"{place.full_name}已不再使用，请选现行区划")
    if Agency.objects.filter(name_key=name_key(name), division=place, valid_to=None).exists():
        raise WrongState(f"{place.name}已有名为“{name}”的机构")


def describe_agency(
    *, actor: Actor, agency_id: UUID, name: str, short_name: str, doc_prefix: str, at: datetime
) -> Agency:  # fmt: skip
    """Its name, short name and 机关代字. 422 without a name, 409 when another agency there has it.

    Grants and papers keep the name of their day; grants that are in force show the new one.
    """
    row = agency(agency_id)
    must_administer(actor, row.path)
    name = plain_text(name)
    if not name or len(name) > 100:
        raise InvalidInput.of("name", "请填写机构名称，最多 100 个字")
    same = Agency.objects.filter(name_key=name_key(name), division_id=row.division_id, valid_to=None)
    if same.exclude(pk=row.pk).exists():
        raise WrongState(f"{row.division.name}已有名为“{name}”的机构")
    before = row.name
    with transaction.atomic():
        row.name, row.name_key = name, name_key(name)
        row.short_name, row.doc_prefix = plain_text(short_name)[:40], doc_prefix.strip()[:40]
        row.save(update_fields=["name", "name_key", "short_name", "doc_prefix"])
        Grant.objects.in_force(at).filter(reach=ReachKind.AGENCY, reach_id=row.pk).update(reach_name=name)
        record_act(
            actor=actor, verb="agencies.describe", at=at, object_kind="agency", object_id=row.id, before=before,
            after=name, doc_prefix=row.doc_prefix,
        )  # fmt: skip
    return row


def set_sign_rules(
    *, actor: Actor, agency_id: UUID, review_required: bool, sign_required: bool, at: datetime
) -> Agency:  # fmt: skip
    """Whether documents drafted here must be reviewed and signed before they go out (拟稿 → 审核 → 签发)."""
    row = agency(agency_id)
    must_run_agency(actor, row.id, row.path)
    with transaction.atomic():
        row.review_required, row.sign_required = review_required, sign_required
        row.save(update_fields=["review_required", "sign_required"])
        record_act(
            actor=actor, verb="agencies.set_sign_rules", at=at, object_kind="agency", object_id=row.id,
            review_required=review_required, sign_required=sign_required,
        )  # fmt: skip
    return row


def add_department(*, actor: Actor, agency_id: UUID, name: str, at: datetime, position: int = 100) -> Department:
    """A new department. 422 without a name, 409 when there is one of that name."""
    row = agency(agency_id)
    must_run_agency(actor, row.id, row.path)
    name = plain_text(name)
    if not name:
        raise InvalidInput.of("name", "请填写科室名称")
    if row.departments.filter(name=name).exists():
        raise WrongState(f"已有名为“{name}”的科室")
    made = Department(agency=row, name=name, position=position)
    with transaction.atomic():
        made.save(force_insert=True)
        record_act(
            actor=actor, verb="agencies.add_department", at=at, object_kind="agency", object_id=row.id, name=name
        )
    return made


def add_officer(
    *, actor: Actor, agency_id: UUID, name: str, at: datetime, valid_from: date | None = None,
    certificate_no: str = "", department_id: UUID | None = None, position: str = "", user_id: UUID | None = None,
) -> Officer:  # fmt: skip
    """Somebody takes office. 422 without a name; 409 when the certificate already belongs to an officer there."""
    row = agency(agency_id)
    must_run_agency(actor, row.id, row.path)
    made = Officer(
        agency=row, name=plain_text(name), certificate_no=certificate_no.strip(), department_id=department_id,
        position=plain_text(position), user_id=user_id, valid_from=valid_from or day_of(at),
    )  # fmt: skip
    _check_officer(made)
    with transaction.atomic():
        made.save(force_insert=True)
        record_act(
            actor=actor, verb="agencies.add_officer", at=at, object_kind="officer", object_id=made.id,
            agency=str(row.id), name=made.name, valid_from=made.valid_from,
        )  # fmt: skip
    return made


def _check_officer(made: Officer) -> None:
    if not made.name:
        raise InvalidInput.of("name", "请填写姓名")
    if made.department_id and not Department.objects.filter(pk=made.department_id, agency=made.agency).exists():
        raise InvalidInput.of("department_id", "请选本机构的科室")
    same = Officer.objects.filter(agency=made.agency, certificate_no=made.certificate_no, valid_to=None)
    if made.certificate_no and same.exists():
        raise WrongState(f"执法证号 {made.certificate_no} 已属于在任人员")


def end_officer(*, actor: Actor, officer_id: UUID, valid_to: date, at: datetime) -> Officer:
    """Somebody leaves office: ``valid_to`` is the first day no longer in it."""
    with transaction.atomic():
        row = Officer.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=officer_id).first()
        if row is None:
            raise InvalidInput.of("officer_id", "没有找到这名人员")
        must_run_agency(actor, row.agency_id, row.agency.path)
        if row.valid_to is not None:
            raise WrongState(f"{row.name}已经离任")
        if valid_to <= row.valid_from:
            raise InvalidInput.of("valid_to", "离任日期应晚于到任日期")
        row.valid_to = valid_to
        row.save(update_fields=["valid_to"])
        record_act(
            actor=actor, verb="agencies.end_officer", at=at, object_kind="officer", object_id=row.id, valid_to=valid_to
        )
    return row


def add_zone(
    *, actor: Actor, code: str, name: str, parent_code: str, at: datetime, valid_from: date | None = None,
    note: str = "",
) -> Division:  # fmt: skip
    """A zone (开发区、重点园区) under a city or a province, with a code of our own in the 7x–9x range.

    Zones have no legal code; the fifth digit 7, 8 or 9 keeps them apart from counties.
    """
    parent = division(parent_code)
    must_administer(actor, parent.path)
    name = plain_text(name)
    _check_zone(code, name, parent)
    made = make_division(
        code=code, name=name, level=Level.ZONE, parent=parent, valid_from=valid_from, note=note.strip()
    )
    with transaction.atomic():
        made.save(force_insert=True)
        record_act(
            actor=actor, verb="agencies.add_zone", at=at, object_kind="division", object_id=code, name=name,
            parent=parent_code,
        )  # fmt: skip
    forget_all()
    return made


def _check_zone(code: str, name: str, parent: Division) -> None:
    wrong: list[FieldError] = []
    if not name:
        wrong.append(FieldError(field="name", reason="请填写功能区名称"))
    if parent.level not in (Level.CITY, Level.PROVINCE):
        wrong.append(FieldError(field="parent_code", reason="功能区应设在市或省之下"))
    if not ZONE_CODE.fullmatch(code) or not code.startswith(parent.path.rstrip(".").rpartition(".")[2]):
        wrong.append(FieldError(field="code", reason="代码应为六位数字，以上级代码开头，第五位为 7、8 或 9"))
    if wrong:
        raise InvalidInput(*wrong)
    if Division.objects.filter(code=code).exists():
        raise WrongState(f"代码 {code} 已被使用")


def replace_division(*, actor: Actor, code: str, successor_code: str, on: date, at: datetime, basis: str) -> Division:
    """A merger or a change of code: from ``on`` the division is no more and ``successor_code`` stands in for it.

    The row and its path stay for the past. What is open moves by the listeners of ``DivisionReplaced``. 409 when it has
    been replaced before, 422 when the successor is not in force on that day or lies below the division itself.
    """
    successor = division(successor_code)
    must_administer(actor, division(code).path)
    with transaction.atomic():
        row = Division.objects.select_for_update().get(code=code)
        if row.valid_to is not None:
            raise WrongState(f"{row.full_name}已经并入或更名")
        _check_successor(row, successor, on, basis)
        row.valid_to, row.successor, row.note = on, successor, basis.strip()
        row.save(update_fields=["valid_to", "successor", "note"])
        event = DivisionReplaced(
            code=code, path=row.path, successor=successor_code, successor_path=successor.path, on=on.isoformat()
        )
        publish(event, at=at)
        record_act(
            actor=actor, verb="agencies.replace_division", at=at, object_kind="division", object_id=code,
            successor=successor_code, on=on, basis=basis.strip(),
        )  # fmt: skip
    return row


def _check_successor(row: Division, successor: Division, on: date, basis: str) -> None:
    wrong: list[FieldError] = []
    in_force = (successor.valid_from is None or successor.valid_from <= on) and successor.valid_to is None
    if not in_force:
        wrong.append(FieldError(field="successor_code", reason=f"{successor.full_name}在那一天不在使用中"))
    if successor.path.startswith(row.path):
        wrong.append(FieldError(field="successor_code", reason="不能并入自己或自己的下级"))
    if row.children.filter(valid_to=None).exists():
        wrong.append(FieldError(field="code", reason="还有现行的下级区划，请先逐个处理"))
    if not basis.strip():
        wrong.append(FieldError(field="basis", reason="请写明批复文号"))
    if wrong:
        raise InvalidInput(*wrong)
