"""企业台账: its columns, in and out."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from django.db import connection

from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.ledger import Check, ExportFilter, Ledger, Run, StagedRow, register
from zhiben.kernel.papers.terms import CellType
from zhiben.kernel.papers.writing import Stored, words_stored, write_rows
from zhiben.kernel.records.public import kept_by_ledgers, record_kind
from zhiben.registry.agencies.public import divisions_by_name, names_of
from zhiben.registry.enterprises.codes import uscc_doubts
from zhiben.registry.enterprises.ledgers.heads import HEAD_COLUMNS, heads_listed, prepare_heads, write_heads
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.terms import EnterpriseKind

T = CellType
CHUNK: Final = 2000
KINDS: Final = {
    "owner": ("业主", "业主单位", "房地产开发", "开发企业"), "contractor": ("施工", "施工单位", "总包", "总承包"),
    "subcontractor": ("分包", "专业承包"), "labour": ("劳务分包", "劳务公司"), "consultant": ("监理单位",),
    "surveyor": ("勘察单位",), "designer": ("设计单位",), "tester": ("检测单位", "检测机构"),
    "lessor": ("租赁", "设备租赁", "起重机械租赁"),
}  # fmt: skip
SPLIT: Final = "、,，;；/ \n"
# By code; without one, by name if only one enterprise bears it and no code contradicts.
FIND: Final = """
update papers_stagingrow s set target_id = found.id
  from (select s.row_no,
               coalesce(max(c.id::text) filter (where c.id is not null),
                        case when count(distinct n.id) = 1 then max(n.id::text) end)::uuid as id
          from papers_stagingrow s
          left join enterprises_enterprise c on c.uscc <> '' and c.uscc = s.parsed ->> '_uscc'
          left join enterprises_enterprise n on n.name_key = s.parsed ->> '_name_key'
               and (n.uscc = '' or coalesce(s.parsed ->> '_uscc', '') in ('', n.uscc))
         where s.batch_id = %(batch)s and s.status = 'good' group by s.row_no) found
 where s.batch_id = %(batch)s and s.row_no = found.row_no
"""
SAME_NAME: Final = """
select s.row_no, s.parsed ->> 'name', format('登记有%%s家同名企业，请补上统一社会信用代码', count(*))
  from papers_stagingrow s join enterprises_enterprise e on e.name_key = s.parsed ->> '_name_key'
 where s.batch_id = %(batch)s and coalesce(s.parsed ->> '_uscc', '') = ''
 group by s.row_no, s.parsed ->> 'name' having count(*) > 1
"""
STORED: Final = (
    Stored("name", "name"), Stored("name_key", "_name_key"), Stored("uscc", "_uscc"), words_stored("kinds", "_kinds"),
    Stored("division_code", "_division"), Stored("address", "address"), Stored("legal_person", "legal_person"),
    Stored("qualification", "qualification"), Stored("founded_on", "founded_on", "date", "null"),
    Stored("doubtful", "_doubtful", "boolean", "false"), words_stored("doubts", "_doubts"),
)  # fmt: skip


def key(values: Mapping[str, Any]) -> str:
    return clean_code(str(values.get("uscc") or "")) or name_key(str(values.get("name") or ""))


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    named = {str(r.values["division"]) for r in rows if r.values.get("division")}
    divisions = divisions_by_name(named) if named else {}
    for row in rows:
        if name := row.values.get("name"):
            row.values |= {"name": plain_text(name), "_name_key": name_key(name)}
        if "uscc" in row.values:
            _prepare_code(row)
        if row.values.get("kinds"):
            _prepare_kinds(row)
        prepare_heads(row)
        if text := row.values.get("division"):
            found = divisions[text]
            row.values["_division"] = found.code if found else ""
            if found is None:
                row.warn("division", f"没有找到“{text}”这个地区，注册地先空着")


def _prepare_code(row: StagedRow) -> None:
    code = clean_code(str(row.values["uscc"] or ""))
    doubts = uscc_doubts(code)
    row.values["_uscc"] = code
    if code:  # a code that is left out leaves the doubts of the one that stays
        row.values |= {"_doubts": doubts, "_doubtful": bool(doubts)}
    for doubt in doubts:
        row.warn("uscc", f"存疑：{doubt}")


def _prepare_kinds(row: StagedRow) -> None:
    words, text = COLUMN_KINDS.words, str(row.values["kinds"])
    for mark in SPLIT:
        text = text.replace(mark, "、")
    found = [words.get(name_key(w)) for w in text.split("、") if w]
    row.values["_kinds"] = list(dict.fromkeys(k for k in found if k))
    if None in found or not found:
        row.error("kinds", f"“{text}”里有认不出的类别，可填：{COLUMN_KINDS.choice_labels}")


def match(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"batch": run.batch_id})


def apply(run: Run) -> None:
    keeps = kept_by_ledgers(record_kind("enterprise"), path=run.path, on=day_of(run.at), follows={"name_key": "name"})
    write_rows(run, Enterprise._meta.db_table, STORED, born={"created_at": "%(at)s"}, keeps=keeps)
    write_heads(run)


def listed(wanted: ExportFilter) -> Iterable[Mapping[str, Any]]:
    found = Enterprise.objects.visible_to(wanted.actor).order_by("name_key", "id")
    if wanted.division_code:
        found = found.filter(division_code__startswith=wanted.division_code.rstrip("0"))
    if wanted.since:
        found = found.filter(created_at__date__gte=wanted.since)
    if wanted.until:
        found = found.filter(created_at__date__lte=wanted.until)
    names = names_of(found.values_list("division_code", flat=True).distinct())
    rows = found.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        heads = heads_listed([each.pk for each in chunk], today(), personal=wanted.personal)
        for each in chunk:
            yield {
                "name": each.name, "uscc": each.uscc, "kinds": each.kinds_text, "address": each.address,
                "division": names.get(each.division_code, ""), "legal_person": each.legal_person,
                "qualification": each.qualification, "founded_on": each.founded_on, **heads[each.pk],
            }  # fmt: skip


COLUMN_KINDS: Final = Column(
    "kinds", "企业类别", ("类别", "企业类型", "单位类别"), choices=choices_of(EnterpriseKind.choices, KINDS),
    help="可填几种，用顿号隔开",
)  # fmt: skip
ENTERPRISES: Final = register(
    Ledger(
        kind="enterprises", title="企业台账", order=20, key=key, prepare=prepare, match=match, apply=apply, rows=listed,
        distinctive=frozenset({"uscc", "legal_person"}),
        columns=(
            Column("name", "企业名称", ("单位名称", "公司名称", "企业全称", "名称"), required=True, longest=200, width=32),
            Column("uscc", "统一社会信用代码", ("社会信用代码", "信用代码", "组织机构代码"), type=T.CODE, longest=32),
            COLUMN_KINDS,
            Column("division", "注册地", ("所属地区", "注册地区", "所在地", "属地")),
            Column("address", "注册地址", ("地址", "企业地址", "单位地址"), longest=300),
            Column("legal_person", "法定代表人", ("法人", "法人代表", "企业法人"), longest=64),
            *HEAD_COLUMNS,
            Column("qualification", "资质", ("资质等级", "资质类别及等级", "企业资质"), type=T.LINES, longest=300),
            Column("founded_on", "成立日期", ("注册日期",), type=T.DATE, any_age=True),
        ),
        checks=(Check(code="same_name", column="name", sql=SAME_NAME),),
        samples=({"name": "某某建设集团有限公司", "uscc": "91350100MA00000000", "kinds": "施工总承包",
                  "legal_person": "张三"},),
        ignored_headers=("安全生产许可证号", "安许证号", "联系人", "联系电话", "备注", "有效期止"),
    )
)  # fmt: skip
