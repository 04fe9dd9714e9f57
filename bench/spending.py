"""Processor time, of whoever is measured."""

import os
from pathlib import Path
from typing import Final

from bench.bed import Bed

TICKS: Final = os.sysconf("SC_CLK_TCK")


def database_seconds(bed: Bed) -> float:
    """Processor seconds of the database so far: its first process knows what those that have ended took."""
    first = bed.platform.part("postmaster")
    every = {*bed.platform.server.processes(), *first}
    return sum(_ticks(pid, ended=pid in first) for pid in every) / TICKS


def _ticks(pid: int, *, ended: bool) -> int:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, words[11:15] if ended else words[11:13]))
