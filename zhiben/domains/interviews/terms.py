"""The words of 约谈. Stored values never change; labels may."""

from typing import Final

from django.db.models import TextChoices


class InterviewState(TextChoices):
    DRAFT = "DRAFT", "待决定"
    NOTIFIED = "NOTIFIED", "已通知待约谈"
    HELD = "HELD", "已约谈待落实"
    DONE = "DONE", "承诺已落实"
    DECLINED = "DECLINED", "不予约谈"
    VOIDED = "VOIDED", "已撤销"
    OVERTAKEN = "OVERTAKEN", "事项已办结，不再约谈"


class CommitmentState(TextChoices):
    """一条整改承诺. A late one is an open one whose day has passed."""

    OPEN = "OPEN", "待落实"
    SUBMITTED = "SUBMITTED", "待核实"
    VERIFIED = "VERIFIED", "已落实"
    LAPSED = "LAPSED", "不再要求"


SIGNED: Final = (InterviewState.NOTIFIED, InterviewState.HELD, InterviewState.DONE)
RUNNING: Final = (InterviewState.NOTIFIED, InterviewState.HELD)
ENDED: Final = (InterviewState.DONE, InterviewState.DECLINED, InterviewState.VOIDED, InterviewState.OVERTAKEN)
