"""``indicators`` and ``report monthly``: what they print and write, outside any transaction of a test."""

import json
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhiben.cli.commands import indicators, report
from zhiben.domains.campaigns.tests.conftest import DISTRICT, PROVINCE, March
from zhiben.kernel.base.errors import InvalidInput

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = {"key", "division", "numerator", "denominator", "value", "unit", "target", "due", "status", "source_clauses",
        "waits_for"}  # fmt: skip


def answers(capsys: pytest.CaptureFixture[str], **options: Any) -> dict[str, dict[str, Any]]:
    given = {"division": PROVINCE, "on": date(2026, 3, 31), "plan": "", "json": True, **options}
    capsys.readouterr()
    assert indicators.run(Namespace(**given)) == 0
    return {row["key"]: row for row in json.loads(capsys.readouterr().out)}


def test_every_indicator_of_the_documents_is_answered_or_said_to_be_missing(march: March, capsys: Any) -> None:
    said = answers(capsys)
    assert all(set(row) == KEYS for row in said.values())
    assert said["hazard-closure"] == {
        "key": "hazard-closure", "division": PROVINCE, "numerator": 5, "denominator": 9, "value": 55.55, "unit": "%",
        "target": None, "due": None, "status": "no_target",
        "source_clauses": ["national-2024/2.1.2c", "hainan-2023/2.1.2b", "hainan-2023/3.1c"], "waits_for": None,
    }  # fmt: skip
    old = said["legacy-major-hazards-cleared"]
    assert (old["numerator"], old["denominator"], old["due"], old["status"]) == (0, 1, "2024-12-31", "no_target")
    missing = said["coverage-rounds"]
    assert (missing["numerator"], missing["value"], missing["status"]) == (None, None, "not_collected")
    assert len(said) > 100


def test_one_plan_and_one_division(march: March, capsys: Any) -> None:
    said = answers(capsys, plan="hainan-2023", division=DISTRICT)
    assert said["hazard-closure"]["source_clauses"] == ["hainan-2023/2.1.2b", "hainan-2023/3.1c"]
    assert "legacy-major-hazards-cleared" not in said
    with pytest.raises(InvalidInput):
        answers(capsys, plan="no-such-plan")


def test_the_report_is_written_as_three_files(march: March, tmp_path: Path) -> None:
    report.run(Namespace(what="monthly", division=DISTRICT, month="2026-03", out=tmp_path / "new"))
    name = "秀英区-安全隐患排查整治月报-2026-03"
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == [f"{name}.docx", f"{name}.pdf", f"{name}.xlsx"]
