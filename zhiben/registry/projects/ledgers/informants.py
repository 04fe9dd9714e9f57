"""施工安全信息员台账: who reports for which agency, enterprise or project, from when to when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.text import name_key
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, Run, StagedRow, path_end
from zhiben.kernel.papers.terms import CellType
from zhiben.kernel.papers.writing import Stored, mark_updated, write_rows
from zhiben.registry.agencies.public import agencies_named, division, names_of
from zhiben.registry.enterprises.public import enterprises, ids_by_name
from zhiben.registry.people.public import ID_NO, NAME, PHONE, keep_lines, person_key, prepare_people
from zhiben.registry.projects.ledgers.naming import check_days
from zhiben.registry.projects.models import Informant, Project
from zhiben.registry.projects.services.informants import due_after
from zhiben.registry.projects.terms import InformantFor

T = CellType
TABLE: Final = "projects_informant"
SUBJECTS: Final = {
    "agency": ("机构", "监管机构", "质安站"),
    "enterprise": ("施工企业", "单位"),
    "project": ("工程", "工程项目", "工地"),
}
# The service that began on the day the row tells; else the one that goes on.
MATCH: Final = """
update papers_stagingrow s set target_id = w.id
  from (select distinct on (l.row_no) l.row_no, x.id
          from people_line l join papers_stagingrow r on r.batch_id = %(batch)s and r.row_no = l.row_no
          join projects_informant x on x.person_id = l.person
           and (r.parsed ->> '_subject_id')::uuid = coalesce(x.agency_id, x.enterprise_id, x.project_id)
         where x.valid_to is null or x.valid_from = l.since
         order by l.row_no, x.valid_from = l.since desc nulls last, x.valid_to is null desc) w
 where s.batch_id = %(batch)s and s.row_no = w.row_no
"""
HOLDERS: Final = """
update people_line l set person = h.person
  from (select y.row_no, min(p.id::text)::uuid as person
          from people_line y join papers_stagingrow r on r.batch_id = %(batch)s and r.row_no = y.row_no
          join projects_informant x
            on (r.parsed ->> '_subject_id')::uuid = coalesce(x.agency_id, x.enterprise_id, x.project_id)
          join people_person p on p.id = x.person_id and p.name_key = y.name_key
         where y.person is null and y.id_number_index = '' and (x.valid_to is null or x.valid_from = y.since)
         group by y.row_no having count(distinct p.id) = 1) h
 where h.row_no = l.row_no
"""
STORED: Final = (
    Stored("subject_name", "_subject_name"), Stored("duty", "duty"),
    Stored("valid_from", "since", empty="%(today)s::date",
           value="coalesce((s.parsed ->> 'since')::date, (s.parsed ->> 'until')::date)"),
    Stored("valid_to", "until", "date", "null"),
)  # fmt: skip
BORN: Final = {
    "person_id": "(select l.person from people_line l where l.row_no = s.row_no)", "subject": "s.parsed ->> 'subject'",
    **{f"{kind}_id": f"case when s.parsed ->> 'subject' = '{kind}' then (s.parsed ->> '_subject_id')::uuid end"
       for kind in SUBJECTS},
    "province": "coalesce(s.parsed ->> '_province', '')", "city": "coalesce(s.parsed ->> '_city', '')",
    "county": "coalesce(s.parsed ->> '_county', '')", "updated_at": "%(at)s",
    "due_at": "case when s.parsed ->> 'until' is null then %(due)s end",
}  # fmt: skip
STAMP: Final = """
update projects_informant i
   set updated_at = %(at)s, due_at = case when i.valid_to is null then coalesce(i.due_at, %(due)s) end
  from papers_importeffect e
 where e.batch_id = %(batch)s and e.relation = 'projects_informant' and e.before is not null and e.object_id = i.id
"""
BESIDE: Final = """
select x.target_id from papers_stagingrow x join people_line l on l.row_no = x.row_no
  join people_best b on b.person = l.person
 where x.batch_id = %(batch)s and b.changed
"""


def key(values: Mapping[str, Any]) -> str:
    over = values.get("since") if values.get("until") else ""
    who = person_key(values)
    return f"{who}|{values.get('_subject_id')}|{over}" if who else ""


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    prepare_people(rows)
    named: dict[str, list[StagedRow]] = {}
    for row in rows:
        check_days(row, "任职自", "任职至")
        if row.values.get("subject") and row.values.get("subject_name"):
            named.setdefault(row.values["subject"], []).append(row)
    for subject, of_kind in named.items():
        known = KNOWN[InformantFor(subject)](run, {r.values["subject_name"] for r in of_kind})
        for row in of_kind:
            _name(row, InformantFor(subject), known.get(name_key(row.values["subject_name"]), []))


def _name(row: StagedRow, kind: InformantFor, found: Sequence[dict[str, Any]]) -> None:
    if len(found) == 1:
        row.values |= found[0]
    elif found:
        row.error("subject_name", f"登记有{len(found)}个同名的{kind.label}，请在它的页面上登记信息员")
    else:
        row.error("subject_name", f"没有登记过这个{kind.label}")


def _agencies(run: Run, names: set[str]) -> dict[str, list[dict[str, Any]]]:
    return {
        key: [_said(a.pk, a.name, a.division) for a in found if a.path.startswith(run.path)]
        for key, found in agencies_named(names).items()
    }


def _enterprises(run: Run, names: set[str]) -> dict[str, list[dict[str, Any]]]:
    known = ids_by_name(names)
    rows = {e.pk: e for e in enterprises(run.actor).filter(pk__in=[pk for pks in known.values() for pk in pks])}
    places = {code: division(code) for code in names_of([run.division_code, *(e.division_code for e in rows.values())])}
    here = places.get(run.division_code)
    return {
        key: [_said(pk, rows[pk].name, places.get(rows[pk].division_code, here)) for pk in pks]
        for key, pks in known.items()
    }


def _projects(run: Run, names: set[str]) -> dict[str, list[dict[str, Any]]]:
    within = Project.objects.visible_to(run.actor).filter(place__gte=run.path, place__lt=path_end(run.path))
    found: dict[str, list[dict[str, Any]]] = {}
    for site in within.filter(name_key__in={name_key(n) for n in names}).order_by("id"):
        found.setdefault(site.name_key, []).append(_said(site.pk, site.name, site))
    return found


def _said(pk: Any, name: str, where: Any) -> dict[str, Any]:
    levels = {f"_{x}": getattr(where, x) for x in ("province", "city", "county")} if where else {}
    return {"_subject_id": str(pk), "_subject_name": name, **levels}


KNOWN: Final = {
    InformantFor.AGENCY: _agencies, InformantFor.ENTERPRISE: _enterprises, InformantFor.PROJECT: _projects,
}  # fmt: skip


def apply(run: Run) -> None:
    about: dict[str, Any] = {"batch": run.batch_id, "at": run.at, "due": due_after(run.path, run.at)}
    keep_lines(run, employs=False, holders=HOLDERS)
    with connection.cursor() as cursor:
        cursor.execute(MATCH, about)
    write_rows(run, TABLE, STORED, born=BORN, more={"today": day_of(run.at), "due": about["due"]})
    with connection.cursor() as cursor:
        cursor.execute(STAMP, about)
    effects.note_after(run, TABLE)
    mark_updated(run, BESIDE)


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    rows = Informant.objects.visible_to(wanted.actor).select_related("person")
    if wanted.division_code:
        levels = [rows.filter(**{column: wanted.division_code}) for column in ("province", "city", "county")]
        rows = levels[0] | levels[1] | levels[2]
    for row in rows.order_by("subject", "subject_name", "valid_from", "id").iterator(chunk_size=2000):
        ciphers = {"id_no": row.person.id_number_cipher, "phone": row.person.phone_cipher} if wanted.personal else {}
        opened = {name: open_sealed(bytes(cipher)) for name, cipher in ciphers.items() if cipher}
        yield {"subject": row.subject, "subject_name": row.subject_name, "name": row.person.name, "duty": row.duty,
               "since": row.valid_from, "until": row.valid_to, **opened}  # fmt: skip


INFORMANTS: Final = Ledger(
    kind="informants", title="施工安全信息员台账", order=38, key=key, prepare=prepare, apply=apply, rows=listed,
    distinctive=frozenset({"subject", "subject_name"}),
    columns=(
        Column("subject", "报送单位类别", ("类别", "单位类别"), type=T.CHOICE, required=True,
               choices=choices_of(InformantFor.choices, SUBJECTS)),
        Column("subject_name", "报送单位", ("单位或工程名称", "报送单位名称"), required=True, longest=200, width=30),
        NAME, ID_NO, PHONE,
        Column("duty", "职务", ("岗位",), longest=64),
        Column("since", "任职自", ("任职日期", "任职时间"), type=T.DATE),
        Column("until", "任职至", ("卸任日期", "卸任时间"), type=T.DATE),
    ),
    samples=({"subject": "project", "subject_name": "某某花园一期工程", "name": "张三", "duty": "资料员",
              "since": "2026-03-05"},),
)  # fmt: skip
