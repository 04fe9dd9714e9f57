"""特种作业 and 实名制 ledgers in and out: stays with a from and a to, numbers sealed, bad rows kept with their reasons."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.exporting import export_ledger
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.kernel.testing.tables import counts, export_table, import_table, problems, write_table
from zhiben.registry.people.models import Employment, Person, StatedCertificate
from zhiben.registry.projects.ledgers.workers import trade_and_code, unit_and_team
from zhiben.registry.projects.models import ProjectPost, SiteWorker
from zhiben.registry.projects.tests.conftest import NUMBER, Region

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)
OTHER = "440524188001010014"
CARD = "6222021234567890123"
SPECIAL = [
    "序号", "工程名称", "用工单位（班组）", "姓名", "身份证号", "工种（代码+名称）", "证书编号", "发证机关", "初领日期",
    "有效期止", "进场日期", "退场日期", "网上核验结果、核验日期", "培训学时", "备注",
]  # fmt: skip
REAL_NAME = [
    "序号", "工程名称", "姓名", "性别", "身份证号", "民族", "住址", "工种", "班组", "是否班组长", "劳务公司",
    "进场日期", "合同或用工书面协议编号", "三级教育日期、学时、成绩", "体检日期", "工资卡号、开户行", "紧急联系人及电话", "退场日期",
]  # fmt: skip
SITE = "滨江花园"


def special(*rows: list[Any]) -> list[list[Any]]:
    return [["特种作业人员台账"], SPECIAL, *rows]


def real_name(*rows: list[Any]) -> list[list[Any]]:
    return [["实名制台账"], REAL_NAME, *rows]


def everything() -> list[Any]:
    return [
        list(m.objects.order_by("id").values())
        for m in (Person, Employment, StatedCertificate, ProjectPost, SiteWorker)
    ]


def worker(number: int, name: str, id_no: str | None, **more: Any) -> list[Any]:
    said = {
        "工程名称": SITE, "性别": "男", "民族": "汉族", "住址": "江苏省常州市武进区某某街道1号", "工种": "钢筋工", "班组": "钢筋班",
        "是否班组长": "否", "劳务公司": "甲劳务有限公司", "进场日期": "2026-01-05", "合同或用工书面协议编号": "HT-001",
        "三级教育日期、学时、成绩": "2026-01-04、24、合格", "体检日期": "2026-01-02", "工资卡号、开户行": f"{CARD}、某某银行",
        "紧急联系人及电话": "陈小 13900002222", **more,
    }  # fmt: skip
    return [number, *({"姓名": name, "身份证号": id_no, **said}.get(h) for h in REAL_NAME[1:])]


def test_the_real_name_list_comes_in_sealed_goes_out_and_changes_nothing(region: Region, tmp_path: Path) -> None:
    region.project(region.gulou, name=SITE)
    path = write_table(tmp_path / "a.xlsx", real_name(
        worker(1, "陈大山", NUMBER, 是否班组长="是"), worker(2, "林二", None, 退场日期="2026-02-28"),
        worker(3, "赵四", OTHER, 工程名称=None),
    ))  # fmt: skip
    batch = import_table(path, at=AT)
    assert (batch.kind, counts(batch), problems(batch)) == ("workers", (3, 3, 0, 0, 0), [])
    assert problems(batch, "warning") == [(5, "工程名称", "没有写明工程，先登记人员，不登记在哪个工地")]
    chen = SiteWorker.objects.select_related("person", "enterprise", "project").get(person__name="陈大山")
    person = chen.person
    assert (chen.team, chen.is_leader, chen.trade, chen.valid_from, chen.valid_to, chen.taught_hours) == (
        "钢筋班", True, "钢筋工", date(2026, 1, 5), None, Decimal("24.0"),
    )  # fmt: skip
    assert open_sealed(bytes(person.account_cipher or b"")) == CARD
    assert open_sealed(bytes(person.contact_phone_cipher or b"")) == "13900002222"
    assert (person.account_masked, person.address_masked, person.bank, person.contact_name, person.gender) == (
        "***************0123", "江苏省常州市****", "某某银行", "陈小", "male",
    )  # fmt: skip
    assert [e.enterprise.name for e in Employment.objects.filter(person=person)] == ["甲劳务有限公司"]
    assert SiteWorker.objects.get(person__name="林二").valid_to == date(2026, 2, 28)
    assert SiteWorker.objects.get(person__name="赵四").project is None
    with connection.cursor() as cursor:
        for table in ("papers_stagingrow", "papers_importissue", "people_personevent", "papers_importeffect"):
            cursor.execute(f"select coalesce(string_agg(s::text, ' '), '') from {table} s")
            text = str(cursor.fetchone())
            assert not any(x in text for x in (NUMBER, CARD, "13900002222", "某某街道1号")), table
    before = everything()
    assert counts(import_table(path, at=AT)) == (3, 0, 0, 3, 0)
    whole = ExportFilter(actor=system_actor("command"), personal=True)
    export_ledger("workers", whole, tmp_path / "p.xlsx", at=AT)
    for back in (tmp_path / "p.xlsx", export_table("workers", tmp_path / "o.xlsx", at=AT)):
        again = import_table(back, at=AT)
        assert (again.kind, counts(again)) == ("workers", (3, 0, 0, 3, 0)), problems(again)
    assert everything() == before


def test_special_trades_bring_their_certificates_and_doubts_keep_nobody_out(region: Region, tmp_path: Path) -> None:
    region.project(region.gulou, name=SITE)
    import_table(write_table(tmp_path / "w.xlsx", real_name(worker(1, "陈大山", NUMBER))), at=AT)
    before = everything()
    rows: list[list[Any]] = [
        [1, SITE, "乙建设有限公司（电工班）", "陈大山", NUMBER, "01 建筑电工", "苏A012024000001", "江苏省住建厅", "2024-01-05",
         "2027-01-04", "2026-02-01", None, "有效、2026-02-01", 24, "夜班"],
        [2, SITE, "乙建设有限公司", "林二", None, "架子工（03）", "苏A012024000001", None, None, None, "2026-02-01"],
        [3, SITE, "乙建设有限公司", "赵四", "350102199001011234", "建筑起重司机", None, None, None, None, None],
        [4, "没有的工程", "乙建设有限公司", "孙六", None, "01 建筑电工", "苏A012024000009"],
    ]  # fmt: skip
    batch = import_table(write_table(tmp_path / "a.xlsx", special(*rows)), at=AT)
    assert (batch.kind, counts(batch)) == ("special_workers", (4, 2, 1, 0, 1))
    assert problems(batch) == [(6, "工程名称", "没有登记过这个工程")]
    assert problems(batch, "warning") == [
        (3, "证书编号", "存疑：与第4行的证书编号相同，持证人不同"), (4, "证书编号", "存疑：与第3行的证书编号相同，持证人不同"),
        (5, "身份证号", "存疑：身份证号的校验码不对"),
    ]  # fmt: skip
    chen = SiteWorker.objects.select_related("person__employer", "enterprise").get(person__name="陈大山")
    assert (chen.special, chen.special_code, chen.special_trade, chen.team, chen.trade, chen.remark) == (
        True, "01", "建筑电工", "电工班", "钢筋工", "夜班",
    )  # fmt: skip
    assert (chen.enterprise and chen.enterprise.name, chen.person.employer and chen.person.employer.name) == (
        "乙建设有限公司", "甲劳务有限公司",
    )  # fmt: skip
    stated = StatedCertificate.objects.get(person=chen.person)
    assert (stated.kind, stated.class_code, stated.issuer, stated.verified, stated.verified_on, stated.linked) == (
        "special", "01", "江苏省住建厅", "有效", date(2026, 2, 1), False,
    )  # fmt: skip
    assert StatedCertificate.objects.filter(doubts=["这个证书编号还登记在另一个人名下"]).count() == 2
    assert Person.objects.get(name="赵四").doubts == ["身份证号的校验码不对"]
    after = everything()
    again = import_table(export_table("special_workers", tmp_path / "o.xlsx", at=AT), at=AT)
    assert (again.kind, counts(again)) == ("special_workers", (3, 0, 0, 3, 0)), problems(again)
    assert everything() == after
    undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    assert everything() == before


def test_who_leaves_comes_back_and_changes_firm_has_two_stays_and_two_employments(
    region: Region, tmp_path: Path
) -> None:
    region.project(region.gulou, name=SITE)
    stays = [
        worker(1, "陈大山", NUMBER), worker(1, "陈大山", NUMBER, 退场日期="2026-02-01"),
        worker(1, "陈大山", NUMBER, 进场日期="2026-03-01", 劳务公司="丙劳务有限公司"),
    ]  # fmt: skip
    for number, row in enumerate(stays):
        assert counts(import_table(write_table(tmp_path / f"{number}.xlsx", real_name(row)), at=AT))[4] == 0
    found = SiteWorker.objects.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(found) == [(date(2026, 1, 5), date(2026, 2, 1)), (date(2026, 3, 1), None)]
    employed = Employment.objects.order_by("valid_from").values_list("enterprise__name", "valid_from", "valid_to")
    assert list(employed) == [
        ("甲劳务有限公司", date(2026, 1, 5), date(2026, 3, 1)), ("丙劳务有限公司", date(2026, 3, 1), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [("01 建筑电工", "01", "建筑电工"), ("建筑架子工（03）", "03", "建筑架子工"), ("03-1普通脚手架", "03-1", "普通脚手架"),
     ("高处作业吊篮安装拆卸工", "", "高处作业吊篮安装拆卸工"), ("焊工(6G)", "", "焊工(6G)")],
)  # fmt: skip
def test_a_trade_is_read_with_its_code(text: str, code: str, name: str) -> None:
    assert trade_and_code(text) == (code, name)


def test_only_brackets_that_name_a_team_are_taken_off_a_unit() -> None:
    assert unit_and_team("甲（集团）有限公司（电工班组）") == {"unit": "甲（集团）有限公司", "team": "电工班组"}
    assert unit_and_team("甲有限公司（集团）") == {"unit": "甲有限公司（集团）", "team": ""}
