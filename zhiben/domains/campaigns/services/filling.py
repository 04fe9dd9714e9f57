"""上级来表自动填: a blank workbook kept as the agency's template, and filled from ledgers, the table or a report."""

import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from zhiben.domains.campaigns.ledgers.summary import KIND, REGION, SUMMARY, WAITS, summary_row, summary_rows
from zhiben.domains.campaigns.models import FillTemplate, Report
from zhiben.domains.campaigns.policies import HEADS, READERS
from zhiben.domains.campaigns.queries.areas import area_for
from zhiben.domains.campaigns.queries.own_report import data_of
from zhiben.domains.campaigns.queries.report import ReportData, monthly_report
from zhiben.domains.campaigns.terms import ReportState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.folders import private_folder
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.base.text import name_key
from zhiben.kernel.evidence.services import attach, store_file
from zhiben.kernel.papers.cells.words import word_key
from zhiben.kernel.papers.exporting import shown_value
from zhiben.kernel.papers.files import imports_folder, keep_file, opened_file
from zhiben.kernel.papers.filling import Blank, Filled, Filling, fill_blank, recognise_blank
from zhiben.kernel.papers.filling.sheet import BY_HAND, MOST_ROWS
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, ledger_of, ledgers
from zhiben.kernel.papers.mapping import Match, match_headers

PERSONAL: Final = "含身份证号、电话，默认不填；确需报送的请按规定审批后手工填写"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to fill a template with. ``report``: its own frozen figures; else a month, or days for a ledger of records."""

    division_code: str = ""
    month: str = ""
    since: date | None = None
    until: date | None = None
    report: UUID | None = None


def candidates_for(actor: Actor) -> list[Ledger]:
    """What a blank may be filled from: the summary table, and the ledgers this role may take out."""
    return [
        SUMMARY,
        *(one for one in ledgers() if one.rows is not None and (actor.is_system or actor.role in one.roles)),
    ]


def source_of(template: FillTemplate) -> Ledger:
    return SUMMARY if template.source == KIND else ledger_of(template.source)


def receive_blank(*, actor: Actor, stream: BinaryIO, name: str, at: datetime) -> FillTemplate:
    """Keep a blank workbook and say what its headers are. Raises InvalidInput for what is no table of ours."""
    _check_actor(actor)
    with private_folder(imports_folder()) as folder:
        path = folder / f"blank{Path(name).suffix.lower()[:8]}"
        with path.open("wb") as target:
            shutil.copyfileobj(stream, target)
        return _keep(actor, path, name, recognise_blank(path, name, candidates_for(actor)), at)


@transaction.atomic
def _keep(actor: Actor, path: Path, name: str, blank: Blank, at: datetime) -> FillTemplate:
    pk = new_id()
    key, digest = keep_file(pk, path)
    stem = (name.rpartition(".")[0] or name)[:80]
    taken = set(FillTemplate.objects.in_use().filter(agency_id=_office(actor)).values_list("name", flat=True))
    made = FillTemplate.objects.create(
        id=pk, agency_id=_office(actor), name=_free(stem, taken), source=blank.ledger.kind, file_name=name[:200],
        file_format=blank.format, file_key=key, sheet=blank.layout.sheet, row=blank.layout.row,
        depth=blank.layout.depth, headers=list(blank.layout.headers), hidden=list(blank.hidden),
        settled=not blank.questions, made_by=actor.name,
        mapping={str(i): column for i, column in blank.mapping.items()}, made_at=at,
    )  # fmt: skip
    record_act(actor=actor, verb="template.receive", at=at, object_kind="template", object_id=made.pk, digest=digest)
    return made


def _free(stem: str, taken: set[str]) -> str:
    names = (stem if n == 1 else f"{stem}（{n}）" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def template_for(actor: Actor, template_id: UUID) -> FillTemplate:
    """Raises NotVisible for another agency's, WrongState for one that is used no more."""
    found = FillTemplate.objects.visible_to(actor).filter(pk=template_id).first()
    if found is None:
        raise NotVisible("没有找到这个模板")
    if found.withdrawn_at is not None:
        raise WrongState("这个模板已经停用了")
    return found


def matches_of(template: FillTemplate) -> list[Match]:
    """Each header with the column it is filled from, and what it might be where nobody knows."""
    fresh = match_headers(source_of(template), template.headers)
    if not template.settled:
        return fresh
    kept = template.mapping
    return [
        Match(index=m.index, header=m.header, column=kept.get(str(m.index), ""), suggestions=m.suggestions)
        for m in fresh
    ]


@transaction.atomic
def settle_template(
    *, actor: Actor, template_id: UUID, name: str, mapping: Mapping[int, str], at: datetime
) -> FillTemplate:
    """Name the template and say which header is filled from which column; the same column twice is refused."""
    template = template_for(actor, template_id)
    _check_actor(actor)
    ledger = source_of(template)
    wanted = {i: column for i, column in mapping.items() if column}
    wrong = [FieldError(field=f"c{i}", reason="没有这一列") for i, c in wanted.items() if c not in ledger.by_name]
    seen: dict[str, int] = {}
    for index, column in sorted(wanted.items()):
        if seen.setdefault(column, index) != index:
            label = ledger.by_name[column].label if column in ledger.by_name else column
            wrong.append(FieldError(field=f"c{index}", reason=f"「{label}」已经对应了另一列"))
    if not name.strip() or len(name.strip()) > 100:
        wrong.append(FieldError(field="name", reason="请填写模板名称，最多 100 个字"))
    if wrong:
        raise InvalidInput(*wrong)
    template.name, template.settled = name.strip(), True
    template.mapping = {str(i): column for i, column in wanted.items()}
    _save(template, ["name", "settled", "mapping"])
    record_act(actor=actor, verb="template.settle", at=at, object_kind="template", object_id=template.pk)
    return template


@transaction.atomic
def withdraw_template(*, actor: Actor, template_id: UUID, at: datetime) -> None:
    """停用: the row stays, so that what was filled by it can still be told."""
    template = template_for(actor, template_id)
    _check_actor(actor)
    template.withdrawn_at, template.withdrawn_by = at, actor.name
    _save(template, ["withdrawn_at", "withdrawn_by"])
    record_act(actor=actor, verb="template.withdraw", at=at, object_kind="template", object_id=template.pk)


@transaction.atomic
def fill_template(
    *, actor: Actor, template_id: UUID, wanted: Wanted, at: datetime, attach_it: bool = False
) -> tuple[str, Filled]:
    """The template filled: file name and content. Rows are those the actor sees, personal numbers left out.

    With ``attach_it`` the file is also kept with the report. Raises as the template and the figures do.
    """
    template = template_for(actor, template_id)
    _check_actor(actor)
    if not template.settled:
        raise WrongState("还有没确认的列，请先确认对应关系")
    ledger = source_of(template)
    report = _report(actor, wanted.report) if wanted.report else None
    if attach_it and report is not None:
        _check_attaching(actor, report)
    rows, totals = _rows(actor, ledger, wanted, report, at)
    filling = _filling(template, ledger, rows, totals)
    with opened_file(template.pk, bytes(template.file_key), template.file_format) as path:
        filled = fill_blank(path, template.file_format, filling)
    FillTemplate.objects.filter(pk=template.pk).update(used_at=at, times=F("times") + 1)
    name = f"{template.name}-{report.period if report else _period(wanted)}.xlsx"
    record_act(
        actor=actor, verb="template.fill", at=at, object_kind="template", object_id=template.pk, rows=filled.rows,
        digest=hashlib.sha256(filled.content).hexdigest(),
    )  # fmt: skip
    if attach_it and report is not None:
        _attach(actor, report, name, filled.content, at)
    return name, filled


def _rows(
    actor: Actor, ledger: Ledger, wanted: Wanted, report: Report | None, at: datetime
) -> tuple[Iterable[Mapping[str, Any]], Mapping[str, Any]]:
    if ledger.kind == KIND:
        data = _data(actor, wanted, report, at)
        return summary_rows(data), {**summary_row(data.table.total), REGION: "合计"}
    area = area_for(actor, wanted.division_code or (report.division_code if report else ""))
    since, until = (report.since, report.until) if report else (wanted.since, wanted.until)
    code = "" if area.level == "nation" else area.code
    asked = ExportFilter(actor=actor, division_code=code, since=since, until=until)
    return (ledger.rows(asked) if ledger.rows else ()), {}


def _data(actor: Actor, wanted: Wanted, report: Report | None, at: datetime) -> ReportData:
    """Of a report exactly what was signed."""
    if report is not None:
        return data_of(report, at=at, by=actor.name)
    return monthly_report(actor=actor, division_code=wanted.division_code, month=wanted.month, at=at, most=1)


def _filling(
    template: FillTemplate, ledger: Ledger, rows: Iterable[Mapping[str, Any]], totals: Mapping[str, Any]
) -> Filling:
    places = {int(i): column for i, column in template.mapping.items()}
    filled = {i: ledger.by_name[c] for i, c in places.items() if c in ledger.by_name}
    waits = {i: c.help for i, c in filled.items() if c.name.startswith(WAITS)}
    hidden = {i: PERSONAL for i, c in filled.items() if c.is_personal}
    by_hand = {
        i: BY_HAND
        for i, h in enumerate(template.headers)
        if h and i not in filled and word_key(h) not in ledger.ignored
    }
    shown = {i: c for i, c in filled.items() if i not in waits and i not in hidden}
    values = []
    for row in rows:
        values.append({i: shown_value(c, row.get(c.name), personal=False) for i, c in shown.items()})
        if len(values) > MOST_ROWS:
            break
    return Filling(
        sheet=template.sheet, row=template.row, depth=template.depth, headers=template.headers, rows=values,
        by_hand={**by_hand, **waits, **hidden}, same=same_place,
        keyed=next((i for i, c in shown.items() if c.name == REGION), None) if ledger.kind == KIND else None,
        totals={i: shown_value(c, totals.get(c.name), personal=False) for i, c in shown.items() if c.name != REGION},
    )  # fmt: skip


def same_place(ours: str, printed: str) -> bool:
    """鼓楼 and 鼓楼区, 福州市鼓楼区 and 鼓楼区 are the same row of a table."""
    mine, theirs = name_key(ours), name_key(printed)
    return (
        mine == theirs
        or theirs.endswith(mine)
        or (len(theirs) > 1 and mine.startswith(theirs) and len(mine) - len(theirs) <= 1)
    )


def _period(wanted: Wanted) -> str:
    if wanted.since or wanted.until:
        return f"{wanted.since or ''}至{wanted.until or ''}"
    return wanted.month or "上月"


def _report(actor: Actor, report_id: UUID) -> Report:
    rows = Report.objects.visible_to(actor).select_related("version", "checked")
    found = rows.filter(pk=report_id, agency_id=_office(actor)).first()
    if found is None:
        raise NotVisible("没有找到这份报表，或者不是本机关的")
    return found


def _check_attaching(actor: Actor, report: Report) -> None:
    """What goes to the receiver is the clerk's and the leader's business, and stays as it was once accepted."""
    if actor.role not in HEADS:
        raise NotPermitted("由内勤或者负责人把填好的文件附到报表；不勾选“附到这份报表”可以只下载")
    if report.state == ReportState.ACCEPTED:
        raise WrongState("这份报表已经接收，不能再附文件；不勾选“附到这份报表”可以只下载")


def _attach(actor: Actor, report: Report, name: str, content: bytes, at: datetime) -> None:
    file = store_file(actor=actor, content=content, name=name, at=at)
    attach(file_ids=[file.pk], owner_kind="report", owner_id=report.pk, slot="filled", actor=actor, at=at)
    record_act(actor=actor, verb="report.attach", at=at, object_kind="report", object_id=report.pk, file=str(file.pk))


def _save(template: FillTemplate, fields: Sequence[str]) -> None:
    try:
        with transaction.atomic():
            template.save(update_fields=fields)
    except IntegrityError as wrong:
        raise InvalidInput.of("name", f"本机关已经有名为“{template.name}”的模板") from wrong


def _check_actor(actor: Actor) -> None:
    _office(actor)


def _office(actor: Actor) -> UUID:
    if actor.role not in READERS or not actor.is_regulator or actor.reach_id is None:
        raise NotPermitted("填报模板由监管机构的人员建立和使用")
    return actor.reach_id
