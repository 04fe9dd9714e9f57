"""人员台账 in and out."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.db import connection

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.testing.tables import check_table, counts, export_table, import_table, problems, write_table
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.models import Employment, Person, StatedCertificate
from zhiben.registry.people.public import find_person
from zhiben.registry.projects.models import ProjectPost
from zhiben.registry.projects.tests.conftest import NUMBER, Region

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)
HEADER = [
    "序号",
    "工程名称",
    "单位",
    "岗位",
    "姓名",
    "身份证号",
    "证书类别",
    "证书编号",
    "有效期止",
    "到岗日期",
    "离岗日期",
    "联系电话",
]
ROWS: list[list[Any]] = [
    [
        1,
        "滨江花园",
        "甲建设有限公司",
        "项目经理",
        "陈大山",
        NUMBER,
        "A",
        "闽A1",
        None,
        "2026-01-05",
        None,
        "13800001234",
    ],
    [2, "滨江花园", "甲建设有限公司", "安全员", "林二", None, "C2", None, None, None, None, None],
]


def table(path: Path, *rows: list[Any]) -> Path:
    return write_table(path, [["人员台账"], HEADER, *rows])


def everything() -> list[Any]:
    return [list(m.objects.order_by("id").values()) for m in (Person, ProjectPost)]


def test_people_and_their_posts_come_in_once(region: Region, tmp_path: Path) -> None:
    region.project(region.gulou, name="滨江花园")
    path = table(tmp_path / "a.xlsx", *ROWS)
    batch = import_table(path, at=AT)
    assert (batch.kind, counts(batch), problems(batch)) == ("people", (2, 2, 0, 0, 0), [])
    found = find_person(NUMBER)
    assert found
    assert (found.name, found.unmatched, found.phone_masked, found.employer and found.employer.name) == (
        "陈大山", False, "138****1234", "甲建设有限公司",
    )  # fmt: skip
    assert Person.objects.get(name="林二").unmatched
    assert set(ProjectPost.objects.values_list("post", "person__name", "valid_from")) == {
        ("site_manager", "陈大山", date(2026, 1, 5)), ("safety_officer", "林二", date(2026, 3, 5)),
    }  # fmt: skip
    before = everything()
    assert counts(import_table(path, at=AT)) == (2, 0, 0, 2, 0)
    assert counts(import_table(export_table("people", tmp_path / "o.xlsx", at=AT), at=AT)) == (2, 0, 0, 2, 0)
    assert everything() == before
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(s::text, ' ') from papers_stagingrow s")
        assert NUMBER not in str(cursor.fetchone())


def test_a_number_ends_the_waiting_and_a_new_manager_relieves_the_old(region: Region, tmp_path: Path) -> None:
    region.project(region.gulou, name="滨江花园")
    import_table(table(tmp_path / "a.xlsx", [1, "滨江花园", "甲建设有限公司", "项目经理", "陈大山"]), at=AT)
    before = everything()
    later = datetime(2026, 4, 1, 9, tzinfo=CHINA)
    other = [2, "滨江花园", "甲建设有限公司", "项目经理", "王五", None, None, None, None, None, None, "13900001111"]
    gone = [3, "滨江花园", "甲建设有限公司", "项目经理", "陈大山", NUMBER, None, None, None, None, "2026-03-20"]
    batch = import_table(table(tmp_path / "b.xlsx", gone, other), at=later)
    assert counts(batch) == (2, 1, 1, 0, 0)
    known = Person.objects.get(name="陈大山")
    assert (known.unmatched, known.id_number_masked) == (False, "110***********002X")
    posts = ProjectPost.objects.order_by("valid_from").values_list("person__name", "valid_to")
    assert list(posts) == [("陈大山", date(2026, 3, 20)), ("王五", None)]
    undo_import(actor=system_actor(), batch_id=batch.id, at=later)
    assert everything() == before


def test_doubtful_numbers_and_unknown_projects(region: Region, tmp_path: Path) -> None:
    region.project(region.gulou, name="滨江花园一期")
    rows: list[list[Any]] = [
        [1, "滨江花园1期", "甲", "安全员", "林二"],
        [2, None, "甲", None, "赵四", "350102199001011234"],
    ]
    batch = check_table(table(tmp_path / "a.xlsx", *rows), at=AT)
    assert problems(batch) == [(3, "工程名称", "没有登记过这个工程")]
    assert problems(batch, "warning") == [(4, "身份证号", "存疑：身份证号的校验码不对")]


def history() -> dict[str, list[dict[str, Any]]]:
    """Every version noted of what a ledger of people writes, with the words of its context."""
    found = {}
    for model in (Person, Employment, ProjectPost, StatedCertificate):
        events = apps.get_model(model._meta.app_label, f"{model.__name__}Event").objects.order_by(
            "pgh_obj_id", "pgh_id"
        )
        found[model.__name__] = [
            {**values, "pgh_context_id": context}
            for values, context in zip(
                events.values(), events.values_list("pgh_context__metadata", flat=True), strict=True
            )
        ]
    return found


def test_versions_noted_by_set_are_those_that_single_saves_note(region: Region, tmp_path: Path) -> None:
    region.project(region.gulou, name="滨江花园")
    register_enterprise(actor=system_actor(), name="甲建设有限公司", at=AT)
    batch = import_table(table(tmp_path / "a.xlsx", *ROWS), at=AT)
    by_set = history()
    assert {name: [e["pgh_label"] for e in events] for name, events in by_set.items()} == {
        "Person": ["insert"] * 2, "Employment": ["insert"] * 2, "ProjectPost": ["insert"] * 2,
        "StatedCertificate": ["insert"] * 2,
    }  # fmt: skip
    rows = [list(model.objects.order_by("id")) for model in (Person, Employment, ProjectPost, StatedCertificate)]
    undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    assert history() == by_set
    with pghistory.context(**by_set["Person"][0]["pgh_context_id"]):
        for row in (row for of_model in rows for row in of_model):
            row.save(force_insert=True)
    for name, events in history().items():
        noted = [e["pgh_id"] for e in by_set[name]]
        again = [e | {"pgh_id": None} for e in events if e["pgh_id"] not in noted]
        assert again == [e | {"pgh_id": None} for e in by_set[name]]
