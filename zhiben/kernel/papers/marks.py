"""What ties a printed paper to its record: the QR, the check code beside it, the hash at the foot."""

from dataclasses import dataclass
from typing import Any

from zhiben.kernel.papers.issued import CHECK_LENGTH, address_of
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.papers.pdf import qr_svg


@dataclass(frozen=True, kw_only=True)
class Marks:
    """The same block for PDF and Word. All empty for what has not been issued: a draft proves nothing."""

    qr: str = ""
    check: str = ""
    content_hash: str = ""

    @property
    def qr_note(self) -> str:
        return f"扫码核验　校验码 {self.check}" if self.check else ""

    @property
    def footnote(self) -> str:
        return f"内容摘要 {self.content_hash}" if self.content_hash else ""

    @property
    def picture(self) -> str:
        """The QR as SVG, for a template that is not the official one."""
        return qr_svg(self.qr) if self.qr else ""

    @property
    def official(self) -> dict[str, Any]:
        """For ``OfficialDocument(..., **marks.official)``."""
        return {"qr": self.qr, "qr_note": self.qr_note, "footnote": self.footnote}


def marks_of(paper: IssuedPaper | None, base: str = "") -> Marks:
    """``base``: the address under which phones find the platform, where it is not the one in the settings."""
    if paper is None:
        return Marks()
    digits = paper.content_hash[:CHECK_LENGTH]
    return Marks(qr=address_of(paper, base), check=digits, content_hash=paper.content_hash)
