"""监管机构台账: its columns, in and out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection

from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.text import name_key, plain_text
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.ledger import Check, ExportFilter, Ledger, Run, StagedRow, register
from zhiben.kernel.papers.terms import CellType
from zhiben.kernel.papers.writing import Stored, write_rows
from zhiben.registry.agencies.models import Agency, Division
from zhiben.registry.agencies.queries import divisions_by_name, path_within
from zhiben.registry.agencies.terms import AgencyKind, DeptCategory

T = CellType
KIND_WORDS: Final = {
    "authority": ("主管机关", "住建局", "行政主管部门"), "station": ("监督站", "质安站", "安监站", "质安中心"),
}  # fmt: skip
CATEGORY_WORDS: Final = {"housing": ("住建", "建设"), "transport": ("交通",), "municipal": ("市政",)}
FIND: Final = """
update papers_stagingrow s set target_id = a.id from agencies_agency a
 where s.batch_id = %(batch)s and s.status = 'good' and a.valid_to is null
   and a.name_key = s.parsed ->> '_name_key' and a.division_id = s.parsed ->> '_division'
"""
OUTSIDE: Final = """
select s.row_no, s.parsed ->> 'division', '不在本次导入的辖区内' from papers_stagingrow s
 where s.batch_id = %(batch)s and s.parsed ? '_path' and not starts_with(s.parsed ->> '_path', %(path)s)
"""
STORED: Final = (
    Stored("name", "name"), Stored("name_key", "_name_key"), Stored("short_name", "short_name"),
    Stored("division_id", "_division"), Stored("path", "_path"), Stored("level", "_level"), Stored("kind", "kind"),
    Stored("parent_id", "_parent", "uuid", "null"), Stored("dept_category", "dept_category", empty="'housing'"),
    Stored("doc_prefix", "doc_prefix"), Stored("review_required", "review_required", "boolean", "false"),
    Stored("sign_required", "sign_required", "boolean", "true"),
    Stored("may_penalise", "may_penalise", "boolean", "false"), Stored("phone", "phone"), Stored("address", "address"),
)  # fmt: skip


def key(values: Mapping[str, Any]) -> str:
    return name_key(f"{values.get('name') or ''}@{values.get('division') or ''}")


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    divisions = divisions_meant({str(r.values["division"]) for r in rows if r.values.get("division")}, run.path)
    parents = _agencies({name_key(str(r.values["parent"])) for r in rows if r.values.get("parent")})
    for row in rows:
        if name := row.values.get("name"):
            row.values |= {"name": plain_text(name), "_name_key": name_key(name)}
        if text := row.values.get("division"):
            prepare_division(row, divisions[text])
        if text := row.values.get("parent"):
            _prepare_parent(row, parents.get(name_key(text), []))


def prepare_division(row: StagedRow, found: Division | None) -> None:
    """Code, path and level of the place, or why there is none."""
    if found is None:
        row.error("division", "没有找到这个区划，或者不止一个同名：请写全称，如福建省福州市鼓楼区")
        return
    if found.valid_to is not None:
        row.error("division", f"{found.full_name}已不再使用，请写现行区划")
    row.values |= {"_division": found.code, "_path": found.path, "_level": found.level}


def _prepare_parent(row: StagedRow, found: list[str]) -> None:
    if len(found) == 1:
        row.values["_parent"] = found[0]
    else:
        row.warn(
            "parent",
            "上级机构还没有登记，先空着；登记后再导入一次就会补上" if not found else "有几个同名机构，上级机构先空着",
        )


def divisions_meant(texts: set[str], within: str) -> dict[str, Division | None]:
    """By name, or by six-digit code."""
    by_code = Division.objects.in_bulk([t for t in texts if len(t) == 6 and t.isascii()])
    found = divisions_by_name(texts, within)
    if within:  # what lies outside is known too, so that the row is told so and not that there is no such place
        everywhere = divisions_by_name(texts)
        found = {text: found[text] or everywhere[text] for text in texts}
    return {text: by_code.get(text) or found[text] for text in texts}


def _agencies(keys: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each_key, pk in Agency.objects.filter(name_key__in=keys, valid_to=None).values_list("name_key", "pk"):
        found.setdefault(each_key, []).append(str(pk))
    return found


def apply(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"batch": run.batch_id})
    write_rows(run, Agency._meta.db_table, STORED, born={"valid_from": "%(day)s::date"}, more={"day": day_of(run.at)})


def listed(wanted: ExportFilter) -> Iterable[Mapping[str, Any]]:
    found = Agency.objects.visible_to(wanted.actor).filter(valid_to=None).select_related("division", "parent")
    if wanted.division_code:
        found = found.within(path_within(wanted.division_code))
    for each in found.order_by("path", "kind", "name").iterator(chunk_size=2000):
        yield {
            "name": each.name, "short_name": each.short_name, "division": each.division.full_name, "kind": each.kind,
            "parent": each.parent.name if each.parent else "", "dept_category": each.dept_category,
            "doc_prefix": each.doc_prefix, "review_required": each.review_required,
            "sign_required": each.sign_required, "may_penalise": each.may_penalise, "phone": each.phone,
            "address": each.address,
        }  # fmt: skip


AGENCIES: Final = register(
    Ledger(
        kind="agencies", title="监管机构台账", order=10, key=key, prepare=prepare, apply=apply, rows=listed,
        roles=frozenset({Role.SYSTEM_ADMIN, Role.SYSTEM}), distinctive=frozenset({"doc_prefix", "sign_required"}),
        columns=(
            Column("name", "机构名称", ("机关名称", "部门名称"), required=True, longest=100, width=32),
            Column("short_name", "机构简称", ("简称",), longest=40),
            Column("division", "所属区划", ("行政区划", "所属地区", "辖区"), required=True, help="写全称或六位代码", width=24),
            Column("kind", "机构类别", ("类别", "性质"), type=T.CHOICE, required=True,
                   choices=choices_of(AgencyKind.choices, KIND_WORDS)),
            Column("parent", "上级机构", ("主管单位", "上级部门")),
            Column("dept_category", "行业", ("行业部门",), type=T.CHOICE,
                   choices=choices_of(DeptCategory.choices, CATEGORY_WORDS)),
            Column("doc_prefix", "机关代字", ("发文代字", "文号代字"), longest=40),
            Column("review_required", "文书须审核", ("须审核",), type=T.BOOLEAN),
            Column("sign_required", "文书须签发", ("须签发",), type=T.BOOLEAN),
            Column("may_penalise", "行政处罚权", ("有处罚权", "处罚权"), type=T.BOOLEAN),
            Column("phone", "办公电话", ("联系电话", "电话"), longest=40),
            Column("address", "办公地址", ("地址",), longest=200),
        ),
        checks=(Check(code="outside", column="division", sql=OUTSIDE),),
        samples=({"name": "某某县建设工程质量安全中心", "division": "福建省福州市鼓楼区", "kind": "station",
                  "doc_prefix": "某建质安", "sign_required": True},),
    )
)  # fmt: skip
