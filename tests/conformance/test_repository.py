"""What holds for the repository as a whole: it starts on old Pythons with a sentence, its locks and notices agree."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from zhiben import interpreters
from zhiben.cli.places import ROOT

LOCKED = re.compile(r"^([A-Za-z0-9_.\-]+)==([^\s;\\]+)", re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    return dict(LOCKED.findall((ROOT / "requirements" / name).read_text()))


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "bootstrap.py", "interpreters.py"])
def test_what_runs_first_parses_on_an_old_python(name: str) -> None:
    ast.parse((ROOT / "zhiben" / name).read_text(), feature_version=(3, 6))


def test_an_old_python_without_a_newer_one_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert interpreters.run_with_newer_python(["up"]) == 1
    assert "需要 Python 3.11" in capsys.readouterr().err


def test_a_newer_python_beside_an_old_one_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "python3.12").write_text("#!/bin/sh\n")
    (tmp_path / "python3.12").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert interpreters.newer_python() == str(tmp_path / "python3.12")


def test_the_entry_needs_nothing_installed() -> None:
    """Without site-packages the bootstrap can be imported and can tell whether something is missing."""
    code = "from zhiben import bootstrap; bootstrap.what_is_missing(); print(bootstrap.ROOT)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": ""}
    )
    assert done.stdout.strip() == str(ROOT), done.stderr


def test_what_tests_use_contains_exactly_what_runs() -> None:
    developer = locked("dev.lock")
    differing = {name: version for name, version in locked("run.lock").items() if developer.get(name) != version}
    assert differing == {}


def test_every_locked_file_has_hashes_and_no_address() -> None:
    for name in ("run.lock", "dev.lock"):
        text = (ROOT / "requirements" / name).read_text()
        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(locked(name))


def test_the_notice_names_every_dependency_and_no_agpl() -> None:
    notice = (ROOT / "NOTICE").read_text()
    named = set(re.findall(r"^  ([a-z0-9][a-z0-9_.\-]*)  ", notice, re.MULTILINE))
    assert set(locked("run.lock")) - named == set()
    assert not re.search(r"\bA?GPL", notice.replace("LGPL", ""))


def test_both_readmes_show_the_two_commands() -> None:
    for name in ("README.md", "README.en.md"):
        text = (ROOT / name).read_text()
        assert "python3 -m zhiben up" in text
        assert "python3 -m zhiben test" in text


def test_links_of_the_readmes_lead_somewhere() -> None:
    for name in ("README.md", "README.en.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text()):
            assert (ROOT / target).exists(), target


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    found = [path for path in (ROOT / "zhiben").rglob("*.py") if {path.stem, path.parent.name} & drawers]
    assert found == []
