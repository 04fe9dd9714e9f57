"""Commands beside a running platform: two at once, none of them stops what ``up`` owns."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.books import Books
from tests.faults.calls import Caller
from tests.faults.platform import Platform, allowed, clean_environment
from tests.faults.population import Population
from zhiben.kernel.base.launcher.processes import wait_until
from zhiben.kernel.base.launcher.server import ROOT
from zhiben.kernel.testing.tables import write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RULE = "certificate-two-people"
RECHECKED_WITHIN = 10.0  # seconds; looked for every two
HEADER = ["证照类别", "类别", "证书编号", "持证人", "身份证号", "受聘单位", "发证机关", "有效期起", "有效期止"]
TERM = ["江滨建工有限公司", "省质安总站", "2025-06-01", "2027-05-31"]


def command(platform: Platform, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "zhiben.cli", *words, "--data", str(platform.data)], cwd=ROOT, env=clean_environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture
def books(platform: Platform) -> Books:
    return Books(platform.server.url(user="postgres"))


@pytest.mark.slow
def test_what_changed_is_checked_again_within_seconds(
    platform: Platform, population: Population, books: Books, tmp_path: Path
) -> None:
    """One number on two people, by a ledger: nobody runs anything, the platform finds it by itself."""
    rows: list[list[Any]] = [
        ["特种作业证", "建筑电工", "闽A012025000777", name, number, *TERM]
        for name, number in (("林水生", "440524188001010014"), ("陈大山", "11010519491231002X"))
    ]
    sheet = write_table(tmp_path / "two.xlsx", [["证照台账"], HEADER, *rows])
    before, clerk = _open(books), Caller(platform.port, population.officers[-1])
    answer = clerk.upload("/imports", sheet.read_bytes(), "two.xlsx", XLSX, kind="certificates")
    assert (answer.status, answer.body["errors"]) == (201, []), answer.body
    assert wait_until(lambda: _open(books) == before + 1, allowed(RECHECKED_WITHIN), every=0.2)


@pytest.mark.slow
def test_two_commands_at_once_work_beside_a_running_platform(platform: Platform, books: Books) -> None:
    running = [command(platform, "audit", "verify"), command(platform, "rules", "run", "--code", RULE, "--json")]
    (audited, errors), (ran, said) = (process.communicate(timeout=60) for process in running)
    assert [process.returncode for process in running] == [0, 0], errors + said
    assert "审计校验通过" in audited
    (outcome,) = json.loads(ran)
    assert (outcome.pop("rule"), outcome.pop("seconds") >= 0) == (RULE, True)
    assert outcome == {"raised": 0, "cleared": 0, "open": _open(books)}
    assert platform.is_ready()


def _open(books: Books) -> int:
    return int(books.one("select count(*) from rules_finding where rule = %s and state = 'open'", RULE))


@pytest.mark.slow
def test_a_second_up_on_the_same_data_is_refused_with_a_sentence(platform: Platform) -> None:
    second = command(platform, "up", "--port", str(platform.port))
    _, err = second.communicate(timeout=60)
    assert second.returncode == 2
    assert "已经在运行" in err
    assert platform.is_ready()
