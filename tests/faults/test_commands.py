"""Commands beside a running platform: two at once, none of them stops what ``up`` owns."""

import subprocess
import sys

import pytest

from tests.faults.platform import Platform, clean_environment
from zhiben.kernel.base.launcher.server import ROOT


def command(platform: Platform, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "zhiben.cli", *words, "--data", str(platform.data)], cwd=ROOT, env=clean_environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.slow
def test_two_commands_at_once_work_beside_a_running_platform(platform: Platform) -> None:
    running = [command(platform, "audit", "verify") for _ in range(2)]
    for process in running:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert "审计校验通过" in out
    assert platform.is_ready()


@pytest.mark.slow
def test_a_second_up_on_the_same_data_is_refused_with_a_sentence(platform: Platform) -> None:
    second = command(platform, "up", "--port", str(platform.port))
    _, err = second.communicate(timeout=60)
    assert second.returncode == 2
    assert "已经在运行" in err
    assert platform.is_ready()
