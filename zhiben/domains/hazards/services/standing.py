"""What an issued notice means today: the sentences that stand behind its QR besides 有效."""

from typing import Final

from zhiben.domains.hazards.models import ChangeRequest, Notice
from zhiben.domains.hazards.terms import ChangeKind, ChangeState, NoticeKind, NoticeState
from zhiben.kernel.papers.models import IssuedPaper

STOPPED: Final = "停工仍在执行，停工范围内不得施工。"
SENTENCES: Final = {
    (NoticeKind.RECTIFY, NoticeState.ISSUED): "整改仍在进行，没有办结。",
    (NoticeKind.RECTIFY, NoticeState.REPLIED): "整改已经回复，等待监督机构复查。",
    (NoticeKind.RECTIFY, NoticeState.COMPLETED): "所列隐患已全部复查合格，文书已办结。",
    (NoticeKind.STOP, NoticeState.ISSUED): STOPPED,
    (NoticeKind.STOP, NoticeState.REPLIED): f"已申请复工，正在复查。{STOPPED}",
    (NoticeKind.STOP, NoticeState.CLEARED): f"复查已合格，复工通知书还没有下达。{STOPPED}",
}  # fmt: skip


def standing_of(paper: IssuedPaper) -> list[str]:
    """Present effect and granted extensions of the notice behind a paper. Called with the system's eyes."""
    notice = Notice.objects.select_related("resumes").filter(pk=paper.case_id).first()
    if notice is None:
        return []
    kind, state = NoticeKind(notice.kind), NoticeState(notice.state)
    first = _resumed(notice) if kind == NoticeKind.RESUME else SENTENCES.get((kind, state)) or _lifted(notice)
    return [*([first] if first else []), *_extended(notice)]


def ended(paper: IssuedPaper) -> str:
    """The word for a notice that has had its effect: 已解除 for a lifted stop, 已办结 for what was put right."""
    notice = Notice.objects.filter(pk=paper.case_id, state=NoticeState.COMPLETED).first()
    return {NoticeKind.STOP: "已解除", NoticeKind.RECTIFY: "已办结"}.get(NoticeKind(notice.kind), "") if notice else ""


def _resumed(resume: Notice) -> str:
    stop = resume.resumes
    return f"《{stop.name}》（{stop.number}）已由本通知书解除，可以恢复施工。" if stop else ""


def _lifted(stop: Notice) -> str:
    resume = Notice.objects.filter(resumes=stop, paper__revoked_at=None).exclude(paper=None).first()
    return f"停工已由《{resume.name}》（{resume.number}）于 {resume.issued_on:%Y-%m-%d} 解除。" if resume else ""


def _extended(notice: Notice) -> list[str]:
    """期限 printed on the paper that an agency has moved since: the latest grant of each open item."""
    granted = ChangeRequest.objects.filter(
        hazard__notice=notice, hazard__closed_at=None, kind=ChangeKind.EXTEND, state=ChangeState.APPROVED
    ).order_by("hazard__item_no", "opened_at")
    latest = {c.hazard.item_no: c.new_deadline_on for c in granted.select_related("hazard")}
    return [f"第 {number} 条的整改期限已批准延至 {day:%Y-%m-%d}。" for number, day in latest.items() if day]
