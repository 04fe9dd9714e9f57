"""安管人员台账: who, employed by whom, which key post on which project, and the certificate stated for it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.text import name_key
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, Run, StagedRow
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.enterprises.public import names_of
from zhiben.registry.people.public import (
    CERT_KIND,
    CERT_NO,
    CERT_UNTIL,
    CERTIFICATE_CHECKS,
    ID_NO,
    NAME,
    PHONE,
    STATED_TOUCHED,
    StatedCertificate,
    keep_lines,
    people,
    person_key,
    prepare_certificate,
    prepare_people,
    state_certificates,
)
from zhiben.registry.people.terms import StatedKind
from zhiben.registry.projects.ledgers.naming import PROJECT_NAME, SUPERVISE_NO, check_days, prepare_projects
from zhiben.registry.projects.ledgers.posts import HOLDERS, write_posts
from zhiben.registry.projects.models import Project, ProjectPost
from zhiben.registry.projects.terms import Post

T = CellType
CHUNK: Final = 2000
POSTS: Final = {
    "site_manager": ("项目经理",), "technical_lead": ("项目技术负责人", "总工", "项目总工"),
    "safety_director": ("项目安全总监", "安全负责人"), "safety_officer": ("安全员", "专职安全生产管理人员", "安全管理人员"),
    "chief_consultant": ("总监", "项目总监", "总监理工程师"), "consultant": ("专监", "监理工程师", "专业监理"),
    "owner_lead": ("建设单位负责人", "甲方代表"),
}  # fmt: skip
IGNORED: Final = (
    "性别",
    "民族",
    "住址",
    "工种",
    "班组",
    "发证机关",
    "初领日期",
    "网上核验结果",
    "核验日期",
    "培训学时",
)
SET_STATUS: Final = f"""
with posted as (select person, project, post from post_line where touched),
stated as ({STATED_TOUCHED})
update papers_stagingrow s
   set target_id = l.person,
       status = case when l.is_new then 'created'
                     when b.changed or l.row_no in (select row_no from stated)
                          or (l.person, l.project, l.post) in (select person, project, post from posted) then 'updated'
                     else 'unchanged' end
  from people_line l join people_best b on b.person = l.person
 where s.batch_id = %(batch)s and s.row_no = l.row_no
"""  # noqa: S608 - names come from this file


def key(values: Mapping[str, Any]) -> str:
    """One row a person, post and certificate."""
    who = person_key(values)
    said = (values.get(x) for x in ("_project", "post", "_cert", "_cert_key"))
    return "|".join([who, *(str(x) for x in said)]) if who else ""


def two_days(text: str) -> dict[str, str]:
    """``26/25`` under 本月应到/实到天数."""
    due, real, *_ = [*(p.strip().removesuffix("天") for p in text.replace("／", "/").split("/")), "", ""]
    return {"due_days": due, "real_days": real}


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    prepare_people(rows)
    for row in rows:
        unit = row.values.get("unit") or row.values.get("cert_employer")
        if unit:
            row.values |= {"unit": unit, "_unit": name_key(unit)}
        prepare_certificate(row)
        check_days(row, "到岗日期", "离岗日期")
    prepare_projects(run, rows)


def apply(run: Run) -> None:
    keep_lines(run, any_will_do=True, holders=HOLDERS)
    write_posts(run)
    state_certificates(run)
    with connection.cursor() as cursor:
        cursor.execute(SET_STATUS, {"batch": run.batch_id})


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """Everybody who holds a post on a project one may see; for the whole country also those who hold none."""
    projects = Project.objects.visible_to(wanted.actor)
    if wanted.division_code:
        projects = projects.in_division(wanted.division_code)
    posts = ProjectPost.objects.filter(project__in=projects, valid_to=None).select_related("person", "project")
    held = posts.order_by("project__name_key", "post", "id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(held, CHUNK)):
        certificates = _certificates([p.person_id for p in chunk])
        names = names_of({p.person.employer_id for p in chunk if p.person.employer_id})
        for row in chunk:
            line = {**_line(row.person, names, personal=wanted.personal), **_post(row)}
            for stated in certificates.get(row.person_id) or [{}]:
                yield {**line, **stated}
    if wanted.actor.is_system and not wanted.division_code:
        yield from _without_post(wanted)


def _without_post(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    holders = ProjectPost.objects.filter(valid_to=None).values("person_id")
    others = people(wanted.actor).exclude(pk__in=holders).select_related("employer").order_by("name_key", "id")
    rows = others.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        certificates = _certificates([p.pk for p in chunk])
        for person in chunk:
            name = {person.employer_id: person.employer.name} if person.employer and person.employer_id else {}
            for stated in certificates.get(person.pk) or [{}]:
                yield {**_line(person, name, personal=wanted.personal), **stated}


def _certificates(ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What ledgers state of each; 特种作业 has a ledger of its own."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    rows = StatedCertificate.objects.filter(person__in=ids).exclude(kind=StatedKind.SPECIAL)
    for each in rows.order_by("person_id", "kind", "number_key"):
        found.setdefault(each.person_id, []).append({
            "cert_kind": each.kind, "cert_no": each.number, "cert_until": each.valid_to,
            "cert_employer": each.employer_name,
        })  # fmt: skip
    return found


def _post(row: ProjectPost) -> dict[str, Any]:
    return {
        "project_name": row.project.name, "supervise_no": row.project.supervise_no, "post": row.post,
        "since": row.valid_from, "due_days": row.declared_due_days, "real_days": row.declared_real_days,
        "ratio": row.declared_lead_ratio, "change_filing": row.change_filing,
    }  # fmt: skip


def _line(person: Any, names: Mapping[Any, str], *, personal: bool) -> dict[str, Any]:
    ciphers = {"id_no": person.id_number_cipher, "phone": person.phone_cipher} if personal else {}
    opened = {name: open_sealed(bytes(cipher)) for name, cipher in ciphers.items() if cipher}
    return {"name": person.name, "unit": names.get(person.employer_id, ""), **opened}


PEOPLE: Final = Ledger(
    kind="people", title="安管人员台账", order=30, key=key, prepare=prepare, apply=apply, rows=listed,
    distinctive=frozenset({"post", "cert_kind", "ratio"}), ignored_headers=IGNORED, checks=CERTIFICATE_CHECKS,
    columns=(
        PROJECT_NAME, SUPERVISE_NO,
        Column("unit", "单位", ("所在单位", "企业名称", "用工单位", "聘用单位", "单位名称", "派出单位"), longest=200, width=28),
        Column("post", "岗位", ("职务", "岗位名称", "任职岗位"), type=T.CHOICE, choices=choices_of(Post.choices, POSTS)),
        NAME, ID_NO, CERT_KIND, CERT_NO, CERT_UNTIL,
        Column("cert_employer", "受聘（注册）单位", ("受聘单位", "注册单位", "受聘注册单位"), longest=200, width=28,
               help="证书上的单位；没有填“单位”的，以它为准"),
        Column("since", "到岗日期", ("进场日期", "到岗时间", "任职日期"), type=T.DATE),
        Column("until", "离岗日期", ("退场日期", "离岗时间"), type=T.DATE),
        Column("due_days", "本月应到天数", ("应到天数", "本月应到"), type=T.INTEGER, unit="天"),
        Column("real_days", "本月实到天数", ("实到天数", "本月实到"), type=T.INTEGER, unit="天"),
        Column("days", "本月应到/实到天数", ("应到/实到天数",), export=False, spread=two_days),
        Column("ratio", "带班率", ("带班率（%）",), type=T.NUMBER, unit="%"),
        Column("change_filing", "变更备案情况", ("变更备案",), longest=200),
        PHONE,
    ),
    samples=({"project_name": "某某花园一期工程", "unit": "某某建设集团有限公司", "post": "safety_officer", "name": "张三",
              "since": "2026-03-05"},),
    notes=("有身份证号的按身份证号认人；没有的按姓名和单位认人，记为待匹配。",
           "同一人有几本证书的，每本写一行。"),
)  # fmt: skip
