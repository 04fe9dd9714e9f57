"""企业台账 in and out."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.testing.tables import check_table, counts, export_table, import_table, problems, write_table
from zhiben.registry.enterprises.models import Enterprise

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)
HEADER = ["序号", "单位名称", "统一社会信用代码", "类别", "法定代表人", "成立日期"]
ROWS: list[list[Any]] = [
    [1, "甲建设集团有限公司", "91350100M000100Y43", "施工总承包、劳务", "张三", date(2001, 2, 3)],
    [2, "乙监理有限公司", None, "监理", None, None],
]


def test_enterprises_come_in_once_and_go_out_unchanged(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.xlsx", [["企业台账"], HEADER, *ROWS])
    first = import_table(path, at=AT)
    assert (first.kind, counts(first)) == ("enterprises", (2, 2, 0, 0, 0))
    found = Enterprise.objects.get(uscc="91350100M000100Y43")
    assert (found.kinds, found.founded_on) == (["contractor", "labour"], date(2001, 2, 3))
    assert counts(import_table(path, at=AT)) == (2, 0, 0, 2, 0)
    assert counts(import_table(export_table("enterprises", tmp_path / "o.xlsx", at=AT), at=AT)) == (2, 0, 0, 2, 0)


def test_a_doubtful_code_is_kept_and_marked(tmp_path: Path) -> None:
    batch = import_table(write_table(tmp_path / "a.xlsx", [HEADER, [1, "丙公司", "91350100M000100Y44", "施工"]]), at=AT)
    assert counts(batch) == (1, 1, 0, 0, 0)
    assert "校验码不对" in problems(batch, "warning")[0][2]
    assert Enterprise.objects.get().doubtful


def test_a_code_fills_the_gap_and_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    import_table(write_table(tmp_path / "a.xlsx", [HEADER, ROWS[1]]), at=AT)
    rows = [[1, "乙监理有限公司", "91350100M000100Y43", None, "李四"], [2, "丁公司", None, "火箭"]]
    batch = import_table(write_table(tmp_path / "b.xlsx", [HEADER, *rows]), at=AT)
    assert counts(batch) == (2, 0, 1, 0, 1)
    assert problems(batch)[0][:2] == (3, "企业类别")
    row = Enterprise.objects.get()
    assert (row.uscc, row.legal_person, row.kinds) == ("91350100M000100Y43", "李四", ["consultant"])


def test_two_of_one_name_need_the_code(tmp_path: Path) -> None:
    for _ in range(2):
        Enterprise.objects.create(name="甲公司", name_key="甲公司", created_at=AT)
    batch = check_table(write_table(tmp_path / "a.xlsx", [HEADER, [1, "甲公司", None, "施工"]]), at=AT)
    assert problems(batch) == [(2, "企业名称", "登记有2家同名企业，请补上统一社会信用代码")]


def test_undo_brings_back_what_was(tmp_path: Path) -> None:
    import_table(write_table(tmp_path / "a.xlsx", [HEADER, ROWS[1]]), at=AT)
    before = list(Enterprise.objects.values())
    changed = [[1, "乙监理有限公司", "91350100M000100Y43", "设计", "李四"], [2, "戊公司"]]
    batch = import_table(write_table(tmp_path / "b.xlsx", [HEADER, *changed]), at=AT)
    assert counts(batch) == (2, 1, 1, 0, 0)
    undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    assert list(Enterprise.objects.values()) == before
