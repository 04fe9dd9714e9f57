"""人员台账: who, employed by whom, and which key post on which project. Certificates are a ledger of their own."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, Run, StagedRow, path_end
from zhiben.kernel.papers.nearest import nearest_names
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.enterprises.public import ensure_named, names_of
from zhiben.registry.people.public import (
    Named,
    id_number_doubts,
    keep_people,
    people,
    phone_doubts,
    sealed_number,
    sealed_phone,
)
from zhiben.registry.projects.models import Project, ProjectPost
from zhiben.registry.projects.terms import SINGLE_POSTS, Post

T = CellType
POSTS: Final = {
    "site_manager": ("项目经理",), "technical_lead": ("项目技术负责人", "总工", "项目总工"),
    "safety_director": ("项目安全总监", "安全负责人"), "safety_officer": ("安全员", "专职安全生产管理人员", "安全管理人员"),
    "chief_consultant": ("总监", "项目总监", "总监理工程师"), "consultant": ("专监", "监理工程师", "专业监理"),
    "owner_lead": ("建设单位负责人", "甲方代表"),
}  # fmt: skip
IGNORED: Final = (
    "证书类别", "证书编号", "有效期止", "本月应到/实到天数", "本月应到", "实到天数", "带班率", "变更备案情况", "性别", "民族", "住址",
    "工种", "班组", "发证机关", "初领日期", "网上核验结果", "核验日期", "培训学时", "证书有效期",
)  # fmt: skip
SET_STATUS: Final = """
update papers_stagingrow s set status = w.status, target_id = w.person
  from unnest(%(rows)s::int[], %(statuses)s::text[], %(people)s::uuid[]) w(row_no, status, person)
 where s.batch_id = %(batch)s and s.row_no = w.row_no
"""
GOOD: Final = "select row_no, parsed from papers_stagingrow where batch_id = %s and status = 'good' order by row_no"


def key(values: Mapping[str, Any]) -> str:
    """One row a person and post."""
    who = (values.get("_id") or {}).get("index") or "|".join(
        str(x) for x in (values.get("_name_key"), name_key(str(values.get("unit") or "")), values.get("_phone_index"))
    )
    return f"{who}|{values.get('_project')}|{values.get('post')}" if values.get("_name_key") else ""


def prepare(run: Run, rows: Sequence[StagedRow]) -> None:
    for row in rows:
        if name := row.values.get("name"):
            row.values |= {"name": plain_text(name), "_name_key": name_key(name)}
        _prepare_numbers(row)
    _prepare_projects(run, rows)


def _prepare_numbers(row: StagedRow) -> None:
    doubts: list[str] = []
    if number := row.values.get("id_no"):
        doubts += _warned(row, "id_no", id_number_doubts(number))
        row.values["_id"] = sealed_number(number)
    if phone := row.values.get("phone"):
        doubts += _warned(row, "phone", phone_doubts(phone))
        row.values["_phone"] = sealed_phone(phone)
        row.values["_phone_index"] = row.values["_phone"]["index"]
    row.values["_doubts"] = doubts


def _warned(row: StagedRow, column: str, doubts: list[str]) -> list[str]:
    for doubt in doubts:
        row.warn(column, f"存疑：{doubt}")
    return doubts


def _prepare_projects(run: Run, rows: Sequence[StagedRow]) -> None:
    named = [r for r in rows if r.values.get("project_name")]
    within = Project.objects.visible_to(run.actor).filter(place__gte=run.path, place__lt=path_end(run.path))
    by_name: dict[str, list[Any]] = {}
    for project in within.filter(name_key__in={name_key(r.values["project_name"]) for r in named}).order_by("id"):
        by_name.setdefault(project.name_key, []).append(project)
    unknown = sorted({r.values["project_name"] for r in named if name_key(r.values["project_name"]) not in by_name})[
        :300
    ]
    near = nearest_names(unknown, within.values_list("name", flat=True)) if unknown else {}
    for row in named:
        name, number = row.values["project_name"], clean_code(str(row.values.get("supervise_no") or ""))
        found = by_name.get(name_key(name), [])
        found = [p for p in found if p.supervise_no == number] or found if number else found
        if len(found) == 1:
            row.values["_project"] = str(found[0].pk)
        elif found:
            row.error("project_name", f"登记有{len(found)}个同名工程，请填写监督编号")
        else:
            row.error("project_name", "没有登记过这个工程", suggestions=near.get(name, []))


def apply(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(GOOD, [run.batch_id])
        rows = [(row_no, json.loads(parsed)) for row_no, parsed in cursor.fetchall()]
    employers = ensure_named(run, {said["unit"]: set() for _, said in rows if said.get("unit")})
    held = _held({said["_project"] for _, said in rows if said.get("_project")})
    holders = {(str(p.project_id), p.post, p.person.name_key): p.person_id for p in held}
    named = [_named(said, employers, holders) for _, said in rows]
    ids, made, changed = keep_people(run, named)
    lines = [(ids[n.key], n, said) for n, (_, said) in zip(named, rows, strict=True)]
    posted = _write_posts(run, lines, held)
    statuses = [
        "created" if ids[n.key] in made else "updated" if ids[n.key] in changed or number in posted else "unchanged"
        for number, n in enumerate(named)
    ]
    with connection.cursor() as cursor:
        cursor.execute(SET_STATUS, {
            "batch": run.batch_id, "rows": [row_no for row_no, _ in rows], "statuses": statuses,
            "people": [ids[n.key] for n in named],
        })  # fmt: skip


def _held(project_ids: set[str]) -> list[ProjectPost]:
    """Who holds which post on these projects now."""
    return list(ProjectPost.objects.filter(project_id__in=project_ids, valid_to=None).select_related("person"))


def _named(
    said: Mapping[str, Any], employers: Mapping[str, UUID], holders: Mapping[tuple[str, str, str], UUID]
) -> Named:
    """Whoever of this name holds the post already is meant, though the row gives no number."""
    phone, number = said.get("_phone") or {}, said.get("_id") or {}
    holding = (said.get("_project") or "", said.get("post") or "", said["_name_key"])
    return Named(
        person_id=None if number else holders.get(holding), any_will_do=not said.get("post"),
        name=said["name"], employer_id=employers.get(name_key(said.get("unit") or "")),
        phone_index=phone.get("index", ""), phone_cipher=phone.get("cipher", ""), phone_masked=phone.get("masked", ""),
        id_index=number.get("index", ""), id_cipher=number.get("cipher", ""), id_masked=number.get("masked", ""),
        doubts=tuple(said.get("_doubts") or ()),
    )  # fmt: skip


def _write_posts(
    run: Run, lines: Sequence[tuple[UUID, Named, Mapping[str, Any]]], held: Sequence[ProjectPost]
) -> set[int]:
    """Takes up and leaves posts as the rows say; returns the places of the rows that changed anything."""
    today = day_of(run.at)
    current = {(p.project_id, p.post, p.person_id): p for p in held}
    new: list[ProjectPost] = []
    left: dict[UUID, Any] = {}
    touched: set[int] = set()
    for place, (person_id, named, said) in enumerate(lines):
        if not said.get("_project") or not said.get("post"):
            continue
        project_id, post, until = UUID(said["_project"]), said["post"], said.get("until")
        now_held = current.get((project_id, post, person_id))
        if now_held and until:
            left[now_held.pk] = until
        elif now_held is None and not until:
            if post in SINGLE_POSTS:
                # A day of leaving that a row gives counts more than the day somebody else takes over.
                before = {p.pk: today for (pr, po, _), p in current.items() if (pr, po) == (project_id, post)}
                left = {**before, **left}
            taken = ProjectPost(project_id=project_id, post=post, person_id=person_id, enterprise_id=named.employer_id,
                                valid_from=said.get("since") or today)  # fmt: skip
            current[project_id, post, person_id] = taken
            new.append(taken)
        else:
            continue
        touched.add(place)
    _save_posts(run, new, left)
    return touched


def _save_posts(run: Run, new: list[ProjectPost], left: Mapping[UUID, Any]) -> None:
    table = ProjectPost._meta.db_table
    effects.note_before(run, table, "select unnest(%(left)s::uuid[])", {"left": list(left)})
    for day in sorted({str(d) for d in left.values()}):
        ProjectPost.objects.filter(pk__in=[pk for pk, d in left.items() if str(d) == day]).update(valid_to=day)
    effects.note_after(run, table)
    ProjectPost.objects.bulk_create(new, batch_size=1000)
    effects.note_created(run, table, "select unnest(%(new)s::uuid[])", {"new": [p.pk for p in new]})


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """Everybody who holds a post on a project one may see; for the whole country also those who hold none."""
    projects = Project.objects.visible_to(wanted.actor)
    if wanted.division_code:
        projects = projects.in_division(wanted.division_code)
    posts = ProjectPost.objects.filter(project__in=projects, valid_to=None).select_related("person", "project")
    holders: set[UUID] = set()
    names = names_of(posts.exclude(person__employer=None).values_list("person__employer_id", flat=True).distinct())
    for row in posts.order_by("project__name_key", "post", "id").iterator(chunk_size=2000):
        holders.add(row.person_id)
        line = _line(row.person, names, personal=wanted.personal)
        yield {**line, "project_name": row.project.name, "supervise_no": row.project.supervise_no, "post": row.post,
               "since": row.valid_from}  # fmt: skip
    if wanted.actor.is_system and not wanted.division_code:
        others = people(wanted.actor).select_related("employer").order_by("name_key", "id")
        for person in others.iterator(chunk_size=2000):
            if person.pk not in holders:
                name = {person.employer_id: person.employer.name} if person.employer and person.employer_id else {}
                yield _line(person, name, personal=wanted.personal)


def _line(person: Any, names: Mapping[Any, str], *, personal: bool) -> dict[str, Any]:
    ciphers = {"id_no": person.id_number_cipher, "phone": person.phone_cipher} if personal else {}
    opened = {name: open_sealed(bytes(cipher)) for name, cipher in ciphers.items() if cipher}
    return {"name": person.name, "unit": names.get(person.employer_id, ""), **opened}


PEOPLE: Final = Ledger(
    kind="people", title="人员台账", order=30, key=key, prepare=prepare, apply=apply, rows=listed,
    distinctive=frozenset({"id_no", "post", "until"}), ignored_headers=IGNORED,
    columns=(
        Column("project_name", "工程名称", ("项目名称", "所在项目"), longest=200, width=30),
        Column("supervise_no", "监督编号", ("报监编号",), type=T.CODE, longest=50),
        Column("unit", "单位", ("受聘（注册）单位", "受聘单位", "注册单位", "所在单位", "企业名称", "用工单位", "聘用单位", "单位名称"),
               longest=200, width=28),
        Column("post", "岗位", ("职务", "岗位名称", "任职岗位"), type=T.CHOICE, choices=choices_of(Post.choices, POSTS)),
        Column("name", "姓名", ("人员姓名",), required=True, longest=64),
        Column("id_no", "身份证号", ("身份证号码", "证件号码", "身份证"), type=T.ID_NUMBER, longest=32),
        Column("phone", "联系电话", ("手机号", "手机号码", "电话", "手机"), type=T.PHONE),
        Column("since", "到岗日期", ("进场日期", "到岗时间", "任职日期"), type=T.DATE),
        Column("until", "离岗日期", ("退场日期", "离岗时间"), type=T.DATE),
    ),
    samples=({"project_name": "某某花园一期工程", "unit": "某某建设集团有限公司", "post": "safety_officer", "name": "张三",
              "since": "2026-03-05"},),
    notes=("有身份证号的按身份证号认人；没有的按姓名和单位认人，记为待匹配。",),
)  # fmt: skip
