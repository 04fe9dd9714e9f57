"""What this package tells the rest of the platform. Plain values only, so anyone may import it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class HazardMoved:
    """A hazard took one step. ``action`` and ``state`` are the codes of the flow."""

    name: ClassVar[str] = "hazards.moved"
    hazard_id: str
    project_id: str
    level: str
    action: str
    state: str
    seq: int


@dataclass(frozen=True, kw_only=True)
class NoticeMoved:
    """A notice took one step."""

    name: ClassVar[str] = "hazards.notice_moved"
    notice_id: str
    project_id: str
    kind: str
    action: str
    state: str
    seq: int


@dataclass(frozen=True, kw_only=True)
class ChangeDecided:
    """A leader decided on a change request."""

    name: ClassVar[str] = "hazards.change_decided"
    change_id: str
    hazard_id: str
    kind: str
    state: str


@dataclass(frozen=True, kw_only=True)
class MeasureRequired:
    """A major hazard demands an act: ``kind`` is a code of ``MeasureKind``."""

    name: ClassVar[str] = "hazards.measure_required"
    measure_id: str
    hazard_id: str
    project_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class MeasureSettled:
    """A demanded act was done (DONE, with its document number) or is no longer demanded (WAIVED)."""

    name: ClassVar[str] = "hazards.measure_settled"
    measure_id: str
    hazard_id: str
    project_id: str
    kind: str
    state: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class ServingMoved:
    """送知 to one recipient took a step."""

    name: ClassVar[str] = "hazards.serving_moved"
    serving_id: str
    hazard_id: str
    enterprise_id: str
    action: str
    state: str


@dataclass(frozen=True, kw_only=True)
class LookBackMoved:
    """回头看 of a hazard took a step; ``rebound_id`` is the new hazard when it came back."""

    name: ClassVar[str] = "hazards.look_back_moved"
    look_back_id: str
    hazard_id: str
    project_id: str
    action: str
    state: str
    rebound_id: str


@dataclass(frozen=True, kw_only=True)
class TreatmentMoved:
    """治理方案 or 双报告 of a major hazard took a step. ``kind``: plan or double_report."""

    name: ClassVar[str] = "hazards.treatment_moved"
    kind: str
    case_id: str
    hazard_id: str
    action: str
    state: str
