"""在建项目台账 in and out."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.papers.models import ImportIssue
from zhiben.kernel.testing.tables import check_table, counts, export_table, import_table, problems, write_table
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPeriod, ProjectPost
from zhiben.registry.projects.tests.conftest import Region

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)
HEADER = [
    "序号", "工程名称", "监督编号", "项目编码", "施工许可证号", "工程地址", "所属区县", "工程类别", "建筑面积（m2）", "合同价（万元）",
    "结构类型/层数", "建设单位", "施工单位", "监理单位", "项目经理及电话", "总监及电话", "专职安全员人数", "开工日期", "计划竣工",
    "形象进度", "危大数量/超危数量", "起重机械台数", "风险等级", "监督科室/监督员", "状态",
]  # fmt: skip
FULL: list[Any] = [
    1, "滨江花园一期工程", "0001", "3501022601050101", "350102202601050101", "滨江路1号", "鼓楼区", "房建", 32000.5, 8600,
    "框剪/18", "甲置业有限公司", "乙建设集团有限公司", "丙监理有限公司", "张三 13800138000", "李四13900139000", 2, date(2026, 1, 5),
    "2027.12.31", "主体结构", "3/1", 2, "较大", "监督一科", "在建",
]  # fmt: skip
SHORT: list[Any] = [
    2, "南湖路改造", None, None, None, "南湖路", "台江", "市政工程", "1.2万", None, None, "甲置业有限公司", "乙建设集团有限公司", "无",
    "张三 13800138000", None, None, None, None, None, None, None, None, None, "停工",
]  # fmt: skip


def table(path: Path, *rows: list[Any]) -> Path:
    return write_table(path, [["某某市在建项目台账"], HEADER, *rows, ["合计", None, 2]])


def changed(row: list[Any], **cells: Any) -> list[Any]:
    """The row with some cells changed, by the head's first two characters."""
    return [next((v for k, v in cells.items() if h.startswith(k)), c) for h, c in zip(HEADER, row, strict=True)]


def everything() -> list[Any]:
    return [
        list(m.objects.order_by("id").values())
        for m in (Project, ProjectParty, ProjectPost, ProjectPeriod, Enterprise, Person)
    ]


def test_every_column_finds_its_place(region: Region, tmp_path: Path) -> None:
    batch = import_table(table(tmp_path / "a.xlsx", FULL, SHORT), at=AT)
    assert (batch.kind, counts(batch), problems(batch)) == ("projects", (2, 2, 0, 0, 0), [])
    project = Project.objects.get(supervise_no="0001")
    assert (project.place, project.agency_id, project.scope) == ("35.3501.350102.", region.gulou.pk, region.gulou.path)
    assert (project.area_m2, project.price_wan, project.structure) == (Decimal("32000.50"), Decimal(8600), "框剪/18")
    assert (project.start_on, project.plan_end_on, project.risk) == (date(2026, 1, 5), date(2027, 12, 31), "larger")
    assert (project.declared_major_works, project.declared_oversize_works, project.declared_cranes) == (3, 1, 2)
    assert (project.declared_safety_officers, project.station, project.progress) == (2, "监督一科", "主体结构")
    parties = {p.role: p.enterprise.name for p in project.parties.select_related("enterprise")}
    assert parties == {"owner": "甲置业有限公司", "contractor": "乙建设集团有限公司", "consultant": "丙监理有限公司"}
    posts = {
        p.post: (p.person.name, p.person.phone_masked, p.valid_from) for p in project.posts.select_related("person")
    }
    assert posts == {
        "site_manager": ("张三", "138****8000", date(2026, 1, 5)), "chief_consultant": ("李四", "139****9000", date(2026, 1, 5)),
    }  # fmt: skip
    assert [(p.status, p.valid_from) for p in project.periods.all()] == [("under_way", date(2026, 1, 5))]
    other = Project.objects.get(name="南湖路改造")
    assert (other.agency_id, other.area_m2, other.status) == (region.taijiang.pk, Decimal(12000), "stopped")
    assert [p.role for p in other.parties.order_by("role")] == ["contractor", "owner"]
    assert Enterprise.objects.count() == 3
    assert Person.objects.count() == 2  # the same 张三 of the same firm is one person
    assert OutboxEvent.objects.filter(name="projects.registered").count() == 2


def test_the_same_file_and_its_export_change_nothing(region: Region, tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx", FULL, SHORT)
    import_table(path, at=AT)
    before = everything()
    assert counts(import_table(path, at=AT)) == (2, 0, 0, 2, 0)
    out = export_table("projects", tmp_path / "out.xlsx", at=AT)
    assert counts(import_table(out, at=AT)) == (2, 0, 0, 2, 0)
    assert everything() == before


def test_what_changes_is_changed_from_today_and_the_past_stays(region: Region, tmp_path: Path) -> None:
    import_table(table(tmp_path / "a.xlsx", FULL, SHORT), at=AT)
    row = changed(FULL, 状态="中止", 施工单位="丁建工有限公司", 项目经理="王五", 总监="李四 13911112222", 建筑面积="")
    batch = import_table(table(tmp_path / "b.xlsx", row, SHORT), at=AT)
    assert counts(batch) == (2, 0, 1, 1, 0)
    project = Project.objects.get(supervise_no="0001")
    today = date(2026, 3, 5)
    assert (project.status, project.area_m2) == ("suspended", Decimal("32000.50"))
    assert [(p.status, p.valid_to) for p in project.periods.order_by("valid_from")] == [
        ("under_way", today), ("suspended", None),
    ]  # fmt: skip
    firms = project.parties.filter(role="contractor").order_by("valid_from").values_list("enterprise__name", "valid_to")
    assert list(firms) == [("乙建设集团有限公司", today), ("丁建工有限公司", None)]
    heads = project.posts.order_by("post", "valid_from").values_list("person__name", "person__phone_masked", "valid_to")
    assert list(heads) == [("李四", "139****2222", None), ("张三", "138****8000", today), ("王五", "", None)]


def test_undo_leaves_everything_as_it_was(region: Region, tmp_path: Path) -> None:
    import_table(table(tmp_path / "a.xlsx", FULL), at=AT)
    before = everything()
    row = changed(FULL, 状态="中止", 施工单位="丁建工有限公司", 项目经理="王五 13511112222", 形象="封顶")
    batch = import_table(table(tmp_path / "b.xlsx", row, SHORT), at=AT)
    assert counts(batch) == (2, 1, 1, 0, 0)
    undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    assert everything() == before


def test_undo_is_refused_when_a_project_has_been_worked_on(region: Region, tmp_path: Path) -> None:
    batch = import_table(table(tmp_path / "a.xlsx", FULL), at=AT)
    Project.objects.update(progress="封顶")
    with pytest.raises(WrongState, match="已被修改"):
        undo_import(actor=system_actor(), batch_id=batch.id, at=AT)


def test_wrong_rows_say_where_and_why(region: Region, tmp_path: Path) -> None:
    rows = [
        changed(FULL, 所属="思明区"), changed(SHORT, 开工="2026-02-30"), changed(SHORT, 工程名称="乙", 工程类别="园林", 状态=None),
        changed(SHORT, 工程名称="丙", 开工="2026-03-05", 计划="2026-01-01"),
    ]  # fmt: skip
    actor = region.actor(region.city, Role.CLERK)
    batch = check_table(table(tmp_path / "a.xlsx", *rows), at=AT, actor=actor)
    assert problems(batch) == [
        (3, "所属区县", "辖区内没有“思明区”这个区县，或者有几个同名的，请写全称"),
        (4, "开工日期", "没有这一天：2026年2月30日"),
        (5, "工程类别", "“园林”不在可选范围：房建、市政"),
        (5, "状态", "必填，没有填写状态"),
        (6, "计划竣工", "计划竣工（2026-01-01）早于开工日期（2026-03-05）"),
    ]
    assert not Project.objects.exists()


def test_a_station_imports_its_own_and_cannot_change_anothers(region: Region, tmp_path: Path) -> None:
    clerk = region.actor(region.city, Role.CLERK)
    import_table(table(tmp_path / "a.xlsx", FULL), at=AT, actor=clerk)
    assert Project.objects.get().agency_id == region.city.pk
    below = region.actor(region.gulou, Role.CLERK)
    row = changed(FULL, 形象="封顶")
    batch = check_table(table(tmp_path / "b.xlsx", row), at=AT, actor=below)
    assert problems(batch) == [(3, "工程名称", "这个工程由其他机构监管，本机构不能修改")]


def test_doubtful_codes_and_misspelt_firms_are_warnings(region: Region, tmp_path: Path) -> None:
    import_table(table(tmp_path / "a.xlsx", FULL), at=AT)
    row = changed(SHORT, 施工单位="乙建设集团公司", 施工许可="12345")
    batch = import_table(table(tmp_path / "b.xlsx", row), at=AT)
    assert counts(batch) == (1, 1, 0, 0, 0)
    warnings = ImportIssue.objects.filter(batch=batch, level="warning").order_by("id")
    assert [(w.label, w.suggestions) for w in warnings] == [
        ("施工许可证号", []), ("施工单位", ["乙建设集团有限公司"]),
    ]  # fmt: skip
    assert Project.objects.get(name="南湖路改造").doubtful


def test_two_projects_of_one_name_need_their_numbers(region: Region, tmp_path: Path) -> None:
    for number in ("A1", "A2"):
        region.project(region.taijiang, name="南湖路改造", supervise_no=number)
    batch = check_table(table(tmp_path / "a.xlsx", SHORT), at=AT)
    assert problems(batch) == [(3, "工程名称", "这个区县登记有2个同名工程，请填写监督编号")]
