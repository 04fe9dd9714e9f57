"""The division picker's knowledge of divisions. The register of divisions lies above the kernel and plugs in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class DivisionChoice:
    code: str
    name: str
    level: str


class DivisionSource(Protocol):
    """``code`` empty means the nation. Both are answered from memory or with one query."""

    def chain(self, code: str) -> Sequence[DivisionChoice]:
        """From the province down to ``code`` itself; empty for an unknown code."""
        ...

    def children(self, code: str) -> Sequence[DivisionChoice]: ...


_source: list[DivisionSource] = []


def use_division_source(source: DivisionSource) -> None:
    """Called once, from the wiring."""
    _source[:] = [source]


def division_source() -> DivisionSource | None:
    """None until a register is plugged in: the picker then does not show."""
    return _source[0] if _source else None
