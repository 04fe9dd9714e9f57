"""``import`` and ``export`` as a program calls them: keys of the answer, exit codes, and a round trip."""

import json
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from zhiben.cli.commands.ledgers import COMMANDS
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.factories import make_site
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.papers.models import ImportBatch
from zhiben.kernel.papers.tests.sheets import write_book
from zhiben.registry.projects.models import Project

IMPORT, EXPORT = COMMANDS
HEADER = [
    "序号",
    "工程名称",
    "监督编号",
    "工程地址",
    "所属区县",
    "工程类别",
    "建设单位",
    "施工单位",
    "监理单位",
    "开工日期",
    "状态",
]
ROW: list[Any] = [
    1,
    "滨江花园",
    "B1",
    "滨江路",
    "鼓楼区",
    "房建",
    "甲置业",
    "乙建设",
    "丙监理",
    date(2026, 1, 5),
    "在建",
]
pytestmark = pytest.mark.django_db(transaction=True)  # outside a transaction row-level security shows nothing


def call(command: Any, *arguments: str) -> int:
    parser = ArgumentParser()
    command.arguments(parser)
    options: Namespace = parser.parse_args(list(arguments))
    with acting_as(system_actor("command")):
        code: int = command.run(options)
    return code


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_good_ledger_is_imported_and_said_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_site()
    path = write_book(tmp_path / "a.xlsx", [["在建项目台账"], HEADER, ROW])
    assert call(IMPORT, str(path), "--dry-run", "--json") == 0
    assert answer(capsys) == {
        "kind": "projects", "rows": 1, "created": 1, "updated": 0, "unchanged": 0, "skipped": 0, "errors": [], "warnings": [],
    }  # fmt: skip
    with acting_as(system_actor()):
        assert Project.objects.filter(supervise_no="B1").count() == 0
        assert not ImportBatch.objects.exists()
    assert call(IMPORT, str(path), "--kind", "projects", "--division", "350102", "--json") == 0
    assert answer(capsys)["created"] == 1
    assert call(EXPORT, "projects", "--out", str(tmp_path / "o.xlsx")) == 0
    assert "已导出 2 行" in capsys.readouterr().out
    assert call(IMPORT, str(tmp_path / "o.xlsx"), "--json") == 0
    assert answer(capsys)["unchanged"] == 2


def test_errors_come_with_row_column_value_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_site()
    bad = [*ROW[:9], "2026-02-30", "在建"]
    path = write_book(tmp_path / "a.xlsx", [HEADER, ROW, [2, "南湖", "B2", *bad[3:]]])
    assert call(IMPORT, str(path), "--json", "--errors", str(tmp_path / "e.xlsx")) == 1
    found = answer(capsys)
    assert (found["created"], found["skipped"]) == (1, 1)
    assert found["errors"] == [
        {"row": 3, "column": "开工日期", "value": "2026-02-30", "reason": "没有这一天：2026年2月30日"}
    ]
    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx").worksheets[0]
    assert sheet.cell(3, 10).comment is not None
    assert call(IMPORT, str(path)) == 1
    assert "错误：第3行 开工日期 2026-02-30 没有这一天" in capsys.readouterr().out


def test_what_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(IMPORT, str(tmp_path / "nothing.xlsx"), "--json") == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["errors"][0]["reason"].startswith("没有这个文件")
    assert "填写有误" in said.err
    assert not Hazard.objects.exists()
