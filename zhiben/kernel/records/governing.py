"""Which fields take more than one person, and which are never simply changed: lists that an agency may set."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.base.text import clean_code
from zhiben.kernel.papers.holding import Keeps
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.records.kinds import RecordField, RecordKind


def listed(parameter: str, register: RecordKind, one: RecordField, *, path: str, on: date) -> bool:
    """Whether the list of this parameter names the field, written as 企业.注册地址."""
    text = str(value_of(parameter, path=path, on=on) or "")
    names = {part.strip() for part in text.replace(",", "、").replace("，", "、").split("、")}
    return f"{register.label}.{one.label}" in names


def kept_by_ledgers(register: RecordKind, *, path: str, on: date, follows: Mapping[str, str] = {}) -> Keeps:
    """What a ledger of these records leaves as registered: it is put right by a correction. For ``write_rows``."""
    labels = {
        one.name: one.label
        for one in register.fields
        if listed("records.only_corrected", register, one, path=path, on=on)
        or listed("records.not_by_ledger", register, one, path=path, on=on)
    }
    return Keeps(kind=register.code, labels=labels, follows=follows)


def check_only_corrected(register: RecordKind, record: Any, values: Mapping[str, Any], *, path: str, on: date) -> None:
    """For a register's own form of changing facts: what is registered and never changes is put right by a correction.

    Raises InvalidInput beside each such field. Filling in what was blank is no change.
    """
    wrong = []
    for one in register.fields:
        before = str(getattr(record, one.attribute, "") or "")
        if one.name not in values or not before or clean_code(str(values[one.name] or "")) == clean_code(before):
            continue
        if listed("records.only_corrected", register, one, path=path, on=on):
            reason = f"「{one.label}」已登记为 {before}，登记错了请在档案页下方用“更正”改，旧值会留存并告知看过的人"
            wrong.append(FieldError(field=one.name, reason=reason))
    if wrong:
        raise InvalidInput(*wrong)
