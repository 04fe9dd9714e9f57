"""Setting and clearing marks: one by a person, many by a rule in one statement."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.marks.subjects import subject_of
from zhiben.kernel.marks.terms import MANUAL_TONES, ManualMark, Origin, Tone

LONGEST: Final = 500
# The row wins over what was read before it: two runs of a rule at once leave one open mark.
RAISE: Final = """
    insert into marks_mark (id, subject_kind, subject_id, code, label, tone, reason, place, link, origin, since,
                            set_by_name, cleared_by_name, cleared_why)
    select {new_id}, w.subject_kind, w.subject_id, %(code)s, %(label)s, %(tone)s, left(w.reason, 500),
           coalesce(w.place, ''), coalesce(w.link, ''), 'rule', %(at)s, '', '', ''
      from (select distinct on (subject_kind, subject_id) * from ({wanted}) q
             order by subject_kind, subject_id, reason) w
    on conflict (subject_kind, subject_id, code) where until is null do update
       set reason = excluded.reason, label = excluded.label, tone = excluded.tone, place = excluded.place,
           link = excluded.link
     where (marks_mark.reason, marks_mark.label, marks_mark.tone, marks_mark.place, marks_mark.link)
           is distinct from (excluded.reason, excluded.label, excluded.tone, excluded.place, excluded.link)
    returning (xmax = 0)
"""
CLEAR: Final = """
    update marks_mark m set until = greatest(%(at)s, since), cleared_why = %(why)s
     where m.code = %(code)s and m.until is null {only}
       and not exists (select 1 from ({wanted}) w
                        where w.subject_kind = m.subject_kind and w.subject_id = m.subject_id)
"""
GONE: Final = "情况已经不存在"


@dataclass(frozen=True)
class Synced:
    """What one run did."""

    raised: int
    changed: int
    cleared: int


def sync_marks(
    *, code: str, label: str, wanted: str | QuerySet[Any, Any], params: dict[str, Any] | None = None, at: datetime, tone: str = Tone.ORANGE,
    subjects: Sequence[UUID] | None = None,
) -> Synced:  # fmt: skip
    """Make the open marks of one rule equal to what ``wanted`` selects: two statements, whatever the number.

    ``wanted`` is SQL giving ``subject_kind, subject_id, reason, place, link`` (with ``%(name)s`` for ``params``), or a
    query with ``.values(…)`` of those names;
    ``subjects`` restricts clearing to these ids, for a re-check of some. Run as the system, which sees every row.
    """
    if not isinstance(wanted, str):
        wanted, params = _as_sql(wanted)
    given: dict[str, Any] = {
        **(params or {}), "code": code, "label": label, "tone": tone, "at": at, "why": GONE,
        "subjects": list(subjects or ()),
    }  # fmt: skip
    only = "" if subjects is None else "and m.subject_id = any(%(subjects)s)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAISE.format(wanted=wanted, new_id=NEW_ID), given)
        fresh = [row[0] for row in cursor.fetchall()]
        cursor.execute(CLEAR.format(wanted=wanted, only=only), given)
        return Synced(sum(fresh), len(fresh) - sum(fresh), cursor.rowcount)


def _as_sql(rows: QuerySet[Any, Any]) -> tuple[str, dict[str, Any]]:
    """The query with its parameters by name, so that it can stand inside another statement."""
    text, values = rows.order_by().query.sql_with_params()
    given = {f"q{number}": value for number, value in enumerate(values)}
    names = iter(given)
    return re.sub(r"%(%|s)", lambda m: m[0] if m[1] == "%" else f"%({next(names)})s", text), given


def clear_marks(*, code: str, subject_kind: str, subject_ids: Iterable[UUID], at: datetime, why: str = GONE) -> int:
    """End what a rule marked on these subjects; how many were open."""
    rows = Mark.objects.open().on_subjects(subject_kind, subject_ids).filter(code=code)
    return rows.update(until=at, cleared_why=why[:LONGEST])


def mark_subject(
    *, actor: Actor, subject_kind: str, subject_id: UUID, kind: str, reason: str, at: datetime
) -> Mark:  # fmt: skip
    """A regulator marks what it sees. Raises NotPermitted, NotVisible, InvalidInput, WrongState (marked so already)."""
    _check_may(actor)
    reason = " ".join(reason.split())
    if kind not in ManualMark.values:
        raise InvalidInput.of("kind", "请选择标记")
    if not reason or len(reason) > LONGEST:
        raise InvalidInput.of("reason", f"请写明事由，不超过{LONGEST}字")
    with transaction.atomic():
        place = _seen(actor, subject_kind, subject_id, lock=True)
        code = ManualMark(kind)
        if Mark.objects.open().on_subjects(subject_kind, [subject_id]).filter(code=code).exists():
            raise WrongState(f"已经标记为「{code.label}」，请先解除原来的标记")
        made = Mark.objects.create(
            subject_kind=subject_kind, subject_id=subject_id, code=code, label=code.label, tone=MANUAL_TONES[code],
            reason=reason, place=place, origin=Origin.PERSON, since=at, set_by=actor.user_id, set_by_name=actor.name,
        )  # fmt: skip
        record_act(
            actor=actor, verb="marks.set", at=at, object_kind=subject_kind, object_id=str(subject_id),
            label=code.label, reason=reason,
        )  # fmt: skip
    return made


def unmark_subject(*, actor: Actor, mark_id: UUID, reason: str, at: datetime) -> Mark:
    """A regulator ends a mark that a person set; a rule's mark ends when the facts change."""
    _check_may(actor)
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST:
        raise InvalidInput.of("reason", f"请写明解除事由，不超过{LONGEST}字")
    with transaction.atomic():
        mark = Mark.objects.select_for_update().filter(pk=mark_id).first()
        if mark is None:
            raise NotVisible("没有这个标记")
        _seen(actor, mark.subject_kind, mark.subject_id)
        if mark.origin != Origin.PERSON:
            raise WrongState("这个标记是规则自动给出的，情况消除后自动解除")
        if mark.until is not None:
            raise WrongState("这个标记已经解除")
        mark.until, mark.cleared_by, mark.cleared_by_name, mark.cleared_why = at, actor.user_id, actor.name, reason
        mark.save(update_fields=["until", "cleared_by", "cleared_by_name", "cleared_why"])
        record_act(
            actor=actor, verb="marks.clear", at=at, object_kind=mark.subject_kind, object_id=str(mark.subject_id),
            label=mark.label, reason=reason,
        )  # fmt: skip
    return mark


def _check_may(actor: Actor) -> None:
    if not (actor.is_regulator or actor.is_system):
        raise NotPermitted("异常标记由监管机构设定和解除")


def _seen(actor: Actor, kind: str, subject_id: UUID, *, lock: bool = False) -> str:
    """Where the subject stands. Raises NotVisible. Locked, so that two people do not mark it at once."""
    subject = subject_of(kind)
    rows = subject.visible(actor).filter(pk=subject_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotVisible("没有这个对象，或者不在您的权限范围内")
    return str(getattr(found, subject.place)) if subject.place else ""
