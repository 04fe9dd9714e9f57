"""监管机构台账 in and out."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.testing.tables import counts, export_table, import_table, problems, write_table
from zhiben.registry.agencies.models import Agency

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)
HEADER = ["序号", "机构名称", "所属区划", "类别", "上级机构", "机关代字", "须审核", "须签发", "联系电话"]
ROWS: list[list[Any]] = [
    [1, "某市住房和城乡建设局", "福州市", "主管部门", None, "某建", "是", "√", "0591-0000000"],
    [2, "某区质安站", "350102", "质安站", "某市住房和城乡建设局", "某建质安", None, "否", None],
]


def test_agencies_come_in_once_and_go_out_unchanged(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.xlsx", [["监管机构台账"], HEADER, *ROWS])
    first = import_table(path, at=AT)
    assert (first.kind, counts(first)) == ("agencies", (2, 2, 0, 0, 0))
    assert "上级机构还没有登记" in problems(first, "warning")[0][2]
    bureau, station = Agency.objects.order_by("path")
    assert (bureau.path, bureau.level, bureau.review_required, bureau.sign_required) == ("35.3501.", "city", True, True)
    assert (station.path, station.kind, station.sign_required) == ("35.3501.350102.", "station", False)
    assert station.valid_from == AT.date()
    assert counts(import_table(path, at=AT)) == (2, 0, 1, 1, 0)  # the station finds its bureau now
    station.refresh_from_db()
    assert station.parent == bureau
    assert counts(import_table(path, at=AT)) == (2, 0, 0, 2, 0)
    assert counts(import_table(export_table("agencies", tmp_path / "o.xlsx", at=AT), at=AT)) == (2, 0, 0, 2, 0)


def test_rows_that_cannot_be(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [1, "甲局", "鼓楼区", "主管部门"], [2, "乙局", "福建省三明市梅列区", "主管部门"], [3, "丙局", "常州市", "火箭"],
        [4, None, "福州市", "主管部门"], [5, "丁局", "常州市", "主管部门"],
    ]  # fmt: skip
    batch = import_table(
        write_table(tmp_path / "a.xlsx", [HEADER, *rows]), at=AT, kind="agencies", path_of_division="35."
    )
    said = {(row, label) for row, label, _ in problems(batch)}
    assert {(3, "所属区划"), (4, "机构类别"), (5, "机构名称"), (6, "所属区划")} <= said
    assert [a.name for a in Agency.objects.all()] == ["甲局"]  # within the province there is but one 鼓楼区


def test_undo_takes_back_what_came(tmp_path: Path) -> None:
    batch = import_table(write_table(tmp_path / "a.xlsx", [HEADER, ROWS[0]]), at=AT)
    undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    assert not Agency.objects.exists()


def test_export_of_one_division(tmp_path: Path) -> None:
    import_table(write_table(tmp_path / "a.xlsx", [HEADER, *ROWS]), at=AT)
    out = export_table("agencies", tmp_path / "o.xlsx", at=AT, division_code="350102")
    assert counts(import_table(out, at=AT))[0] == 1
