"""``plan check``, ``plan load``, ``plan list`` as people type them."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from zhiben.cli.commands import plan
from zhiben.domains.campaigns.models import Plan
from zhiben.domains.campaigns.services.plans.knowledge import FOLDER
from zhiben.kernel.base.errors import InvalidInput

pytestmark = pytest.mark.django_db(transaction=True)
SAMPLE = FOLDER / "sample.yaml"


def run(what: str, *paths: Path, as_json: bool = False) -> int:
    return plan.run(Namespace(what=what, paths=list(paths), json=as_json))


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    text = (
        SAMPLE.read_text("utf-8").replace("due: 2027-12-31", "due: 2027-02-30").replace("mark: 已核实", "mark: 核实", 1)
    )
    path = tmp_path / "bad.yaml"
    path.write_text(text, "utf-8")
    return path


def test_checking_names_every_slip_and_changes_nothing(bad: Path, capsys: Any) -> None:
    before = list(Plan.objects.order_by("pk").values())
    assert run("check", SAMPLE) == 0
    assert "核对了 1 个文件，没有发现问题。" in capsys.readouterr().out
    assert run("check", bad, SAMPLE) == 1
    out, err = capsys.readouterr()
    assert "核对了 2 个文件，有 3 处要改。" in out
    assert [line.split("：")[0] for line in err.splitlines()] == [f"{bad} 第 {n} 行" for n in (38, 57, 80)], err
    assert run("check", bad, as_json=True) == 1
    assert [set(one) for one in json.loads(capsys.readouterr().out)] == [{"file", "line", "reason"}] * 3
    assert list(Plan.objects.order_by("pk").values()) == before


def test_a_bad_file_is_not_loaded_nor_is_the_good_one_beside_it(bad: Path, capsys: Any) -> None:
    assert run("load", SAMPLE, bad) == 1
    assert "没有载入，原有方案没有变化。" in capsys.readouterr().err
    assert Plan.objects.count() == 5


def test_loading_and_listing(capsys: Any) -> None:
    assert run("load", SAMPLE) == 0
    assert "已载入：某市房屋市政工程重大事故隐患集中整治方案（样例）（sample-2027）" in capsys.readouterr().out
    assert run("load", SAMPLE) == 0
    assert "没有变化" in capsys.readouterr().out
    assert run("list", as_json=True) == 0
    said = {one["key"]: one for one in json.loads(capsys.readouterr().out)}
    assert len(said) == 6
    assert said["sample-2027"] | {"loaded_at": "", "digest": ""} == {
        "key": "sample-2027", "title": "某市房屋市政工程重大事故隐患集中整治方案（样例）", "number": "某建〔2027〕1号",
        "issuer": "某市住房和城乡建设局", "division": "320400", "from": "2027-01-01", "to": "2027-12-31",
        "in_force": False, "tasks": 2, "tasks_live": 1, "clauses": 5, "clauses_waiting": 1, "targets": 2, "reports": 2,
        "loaded_at": "", "digest": "",
    }  # fmt: skip
    assert sum(one["clauses"] for key, one in said.items() if key != "sample-2027") == 334
    assert run("list") == 0
    assert "共 6 份方案。" in capsys.readouterr().out


def test_the_product_s_own_plans_are_a_folder(capsys: Any) -> None:
    assert run("check", FOLDER) == 0
    assert "核对了 5 个文件" in capsys.readouterr().out


def test_a_path_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="没有这个文件"):
        run("check", tmp_path / "no.yaml")
    with pytest.raises(InvalidInput, match="请写方案文件的路径"):
        run("load")
