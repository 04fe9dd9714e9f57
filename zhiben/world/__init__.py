"""Invented worlds, deterministic by size, seed and day: the demo region, and data of real size to measure on.

Everything in them is invented: people, numbers, enterprises, projects. Only the divisions are real. Rows go in by
COPY; histories are walked through the same transition tables that real cases take, so none can be impossible.
"""

from zhiben.world.building import build

__all__ = ["build"]
