"""What people type to name a holder — name, number, credit code — as the one record that is meant."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.registry.agencies.public import officers_within
from zhiben.registry.enterprises.public import enterprises
from zhiben.registry.equipment.public import equipment, serial_key
from zhiben.registry.people.public import people
from zhiben.registry.projects.public import projects

MOST = 2


def enterprise_named(actor: Actor, field: str, text: str) -> UUID:
    """By full name in any spelling, or by credit code."""
    rows = enterprises(actor).filter(Q(name_key=name_key(text)) | Q(uscc=clean_code(text), uscc__gt=""))
    return _only(rows, field, f"没有找到名称或信用代码为“{text}”的企业", "有几家企业同名，请填统一社会信用代码")


def person_named(actor: Actor, field: str, text: str) -> UUID:
    """By document number, or by name with the employer: ``张三 某某公司``."""
    name, _, unit = text.strip().partition(" ")
    rows = people(actor).search(name)
    if unit.strip():
        rows = rows.filter(employer__name_key__contains=name_key(unit))
    exact = rows.filter(name_key=name_key(name))
    return _only(
        exact if exact.exists() else rows, field, f"没有找到“{text}”，请填身份证件号码",
        "有几个人同名，请填身份证件号码，或在姓名后空一格写单位",
    )  # fmt: skip


def machine_named(actor: Actor, field: str, text: str) -> UUID:
    """By filing number or serial."""
    rows = equipment(actor).filter(Q(filing_no=text.strip()) | Q(serial_key=serial_key(text), serial_key__gt=""))
    return _only(rows, field, f"没有找到备案编号或出厂编号为“{text}”的设备", "有几台设备用这个编号，请填产权备案编号")


def project_named(actor: Actor, field: str, text: str) -> UUID:
    rows = projects(actor).filter(Q(name_key=name_key(text)) | Q(supervise_no=text.strip(), supervise_no__gt=""))
    return _only(rows, field, f"没有找到工程“{text}”", "有几个工程同名，请填监督编号")


def officer_named(actor: Actor, field: str, text: str, on: Any) -> UUID:
    rows = officers_within(actor.path, on).filter(
        Q(name=text.strip()) | Q(certificate_no=text.strip(), certificate_no__gt="")
    )
    return _only(rows, field, f"没有找到监督人员“{text}”", "有几个人同名，请填执法证号")


def _only(rows: Any, field: str, none: str, several: str) -> UUID:
    found: list[UUID] = list(rows.values_list("pk", flat=True)[:MOST])
    if not found:
        raise InvalidInput.of(field, none)
    if len(found) > 1:
        raise InvalidInput.of(field, several)
    return found[0]
