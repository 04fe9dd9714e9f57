"""``test``: the whole suite, two processes, everything that needs nothing but this machine."""

import subprocess
import sys
from argparse import Namespace

from zhiben.cli.command import Command
from zhiben.cli.places import ROOT

# Dealt out by zhiben.kernel.testing.dealing, in its order.
PARALLEL = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
CHOOSES_PROCESSES = ("-n", "--numprocesses", "--pdb", "-p")


def run(options: Namespace) -> int:
    rest = list(options.rest)
    parallel = [] if any(word.startswith(CHOOSES_PROCESSES) for word in rest) else PARALLEL
    command = [sys.executable, "-m", "pytest", *parallel, *rest]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


COMMAND = Command(
    name="test", help="运行全部测试；多余的参数交给 pytest，例如 test -k 催办", run=run, database=False, passes_on=True
)
