"""约谈台账 out: one row a promise, so that what was promised can be followed on paper. It does not come in."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from django.db.models import Q

from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, never_in, register
from zhiben.kernel.papers.terms import CellType

CHUNK: Final = 1000
T = CellType
COLUMNS: Final = (
    Column("number", "文号", type=T.CODE, longest=64),
    Column("subject", "约谈对象", longest=200, width=26),
    Column("person", "被约谈人及职务", longest=130),
    Column("agency", "约谈机关", longest=200, width=26),
    Column("where", "所涉工程", longest=300, width=30),
    Column("matter", "约谈事由", longest=2000, width=40),
    Column("notified_on", "通知日期", type=T.DATE),
    Column("received", "签收人", longest=64),
    Column("received_on", "签收日期", type=T.DATE),
    Column("held_on", "约谈日期", type=T.DATE),
    Column("absences", "缺席次数", type=T.NUMBER, places=0),
    Column("attendees", "参加人", longest=500, width=30),
    Column("problems", "主要问题", longest=4000, width=40),
    Column("promise", "整改承诺", longest=1000, width=40),
    Column("promise_by", "承诺责任人", longest=64),
    Column("until", "承诺期限", type=T.DATE),
    Column("kept", "落实情况", longest=2000, width=30),
    Column("verified_on", "核实日期", type=T.DATE),
    Column("verified_by", "核实人", longest=64),
    Column("state", "状态", longest=32),
)  # fmt: skip


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """``since`` and ``until`` are days of notice. A talk without promises yet has one row."""
    rows = Interview.objects.visible_to(wanted.actor).signed()
    if code := wanted.division_code:
        rows = rows.filter(Q(county=code) | Q(city=code) | Q(province=code))
    if wanted.since:
        rows = rows.filter(notified_on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(notified_on__lte=wanted.until)
    ordered = rows.order_by("notified_on", "id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(ordered, CHUNK)):
        made: dict[Any, list[Commitment]] = {}
        for one in Commitment.objects.filter(interview__in=chunk).order_by("position"):
            made.setdefault(one.interview_id, []).append(one)
        for interview in chunk:
            for promise in made.get(interview.pk, [None]):
                yield {**_line(interview), **_promise(promise)}


def _line(interview: Interview) -> dict[str, Any]:
    return {
        "number": interview.number, "subject": interview.subject_name, "person": interview.subject_person,
        "agency": interview.agency_name, "where": interview.where_name, "matter": interview.matter,
        "notified_on": interview.notified_on, "received": interview.received_by,
        "received_on": interview.received_on, "held_on": interview.held_on, "absences": interview.absences,
        "attendees": interview.attendees, "problems": interview.problems, "state": interview.get_state_display(),
    }  # fmt: skip


def _promise(one: Commitment | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {
        "promise": one.text, "promise_by": one.person, "until": one.until, "kept": one.result,
        "verified_on": one.verified_on, "verified_by": one.verified_by,
        "state": one.get_state_display(),
    }  # fmt: skip


INTERVIEWS: Final = register(
    Ledger(kind="interviews", title="约谈台账", order=20, columns=COLUMNS, key=lambda values: "", apply=never_in,
           rows=listed, takes_in=False)
)  # fmt: skip
