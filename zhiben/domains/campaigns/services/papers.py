"""Taking a report away as files. Each taking is recorded, and what was said is kept."""

from datetime import datetime

from django.db import transaction

from zhiben.domains.campaigns.ledgers.monthly import PAPERS, file_name, write_report
from zhiben.domains.campaigns.queries.report import IN_WORKBOOK, ON_PAPER, monthly_report
from zhiben.domains.campaigns.services.versions import keep_version
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import NotVisible


@transaction.atomic
def make_paper(*, actor: Actor, division_code: str, month: str, kind: str, at: datetime) -> tuple[str, bytes]:
    """The monthly report as one file: its name and content. ``kind``: pdf, docx or xlsx, else NotVisible."""
    if kind not in PAPERS:
        raise NotVisible("没有这种格式的文件")
    most = IN_WORKBOOK if PAPERS[kind].whole else ON_PAPER
    data = monthly_report(actor=actor, division_code=division_code, month=month, at=at, most=most)
    version = keep_version(actor=actor, data=data, at=at)
    record_act(
        actor=actor, verb="report.export", at=at, object_kind="report", object_id=f"monthly/{data.area.code}",
        month=data.month.code, kind=kind, cut=str(data.month.cut), version=str(version.pk),
    )  # fmt: skip
    return file_name(data, kind), write_report(data, kind)


def make_papers(*, actor: Actor, division_code: str, month: str, at: datetime) -> dict[str, bytes]:
    """All three files by name."""
    made = (make_paper(actor=actor, division_code=division_code, month=month, kind=kind, at=at) for kind in PAPERS)
    return dict(made)
