"""What this package tells the rest of the platform. Plain values only, so anyone may import it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class ReportMoved:
    """A report took one step."""

    name: ClassVar[str] = "campaigns.report_moved"
    report_id: str
    agency_id: str
    receiver_id: str
    action: str
    state: str
    seq: int
