"""What rules announce."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class FindingsMoved:
    """A rule raised, changed or cleared findings. Which ones: the moves of that run."""

    name: ClassVar[str] = "rules.findings_moved"
    rule: str
    run_id: str
    raised: int
    changed: int
    cleared: int


@dataclass(frozen=True, kw_only=True)
class FindingDecided:
    """Somebody dismissed a finding, or opened it again."""

    name: ClassVar[str] = "rules.finding_decided"
    rule: str
    finding_id: str
    verb: str
