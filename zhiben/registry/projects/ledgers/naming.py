"""Which registered project a row of a ledger of people names."""

from collections.abc import Sequence
from typing import Any, Final

from zhiben.kernel.base.text import clean_code, name_key
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.ledger import Run, StagedRow, path_end
from zhiben.kernel.papers.nearest import nearest_names
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.projects.models import Project

MOST: Final = 300
PROJECT_NAME: Final = Column("project_name", "工程名称", ("项目名称", "所在项目", "工程项目"), longest=200, width=30)
SUPERVISE_NO: Final = Column("supervise_no", "监督编号", ("报监编号",), type=CellType.CODE, longest=50)


def prepare_projects(run: Run, rows: Sequence[StagedRow]) -> None:
    """Sets ``_project``; a name nobody has registered, or several have, keeps the row out."""
    named = [r for r in rows if r.values.get("project_name")]
    within = Project.objects.visible_to(run.actor).filter(place__gte=run.path, place__lt=path_end(run.path))
    keys = {r.row_no: name_key(r.values["project_name"]) for r in named}
    by_name: dict[str, list[Any]] = {}
    for pk, key, number in (
        within.filter(name_key__in=set(keys.values())).order_by("id").values_list("id", "name_key", "supervise_no")
    ):
        by_name.setdefault(key, []).append((pk, number))
    unknown = sorted({r.values["project_name"] for r in named if keys[r.row_no] not in by_name})[:MOST]
    near = nearest_names(unknown, within.values_list("name", flat=True)) if unknown else {}
    for row in named:
        name, number = row.values["project_name"], clean_code(str(row.values.get("supervise_no") or ""))
        found = by_name.get(keys[row.row_no], [])
        found = [p for p in found if p[1] == number] or found if number else found
        if len(found) == 1:
            row.values["_project"] = str(found[0][0])
        elif found:
            row.error("project_name", f"登记有{len(found)}个同名工程，请填写监督编号")
        else:
            row.error("project_name", "没有登记过这个工程", suggestions=near.get(name, []))


def check_days(row: StagedRow, came: str, went: str) -> None:
    since, until = row.values.get("since"), row.values.get("until")
    if since and until and until < since:
        row.error("until", f"{went}（{until}）早于{came}（{since}）")
