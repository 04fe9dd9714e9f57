"""The words of incidents and of 责任倒查. Stored values never change; labels may."""

from typing import Final

from django.db.models import TextChoices


class IncidentKind(TextChoices):
    """What is registered here. 亡人事故 goes another way (事故快报) and is not taken in yet."""

    NON_FATAL = "NON_FATAL", "非亡人事故"
    NEAR_MISS = "NEAR_MISS", "重大险情"


class IncidentState(TextChoices):
    REPORTED = "REPORTED", "待核实"
    CONFIRMED = "CONFIRMED", "已核实"
    CLOSED = "CLOSED", "已办结"
    DISMISSED = "DISMISSED", "核实不成立"


class TraceState(TextChoices):
    OPENED = "OPENED", "待启动"
    INVESTIGATING = "INVESTIGATING", "倒查中"
    CONCLUDED = "CONCLUDED", "已认定待处理"
    CLOSED = "CLOSED", "已结案"
    CARRIED = "CARRIED", "转事故调查"
    DISMISSED = "DISMISSED", "不予倒查"


class TriggerCode(TextChoices):
    """触发情形: why a trace was opened. Which of them hold where is a parameter."""

    MAJOR_HAZARD = "MAJOR_HAZARD", "发现重大事故隐患"
    OVERDUE_MAJOR = "OVERDUE_MAJOR", "重大隐患未按期整改"
    REFUSED = "REFUSED", "拒不整改"
    MISSED = "MISSED", "查不出"
    NO_INSPECTION = "NO_INSPECTION", "未排查"
    NON_FATAL = "NON_FATAL", "发生非亡人事故"
    NEAR_MISS = "NEAR_MISS", "发生重大险情"
    MANUAL = "MANUAL", "机关决定倒查"


class EvidenceKind(TextChoices):
    """证据种类, in the order of the dossier."""

    SUBJECT = "SUBJECT", "事项经过"
    PARTY = "PARTY", "参建单位"
    POST = "POST", "应负排查责任的关键岗位"
    OFFICER = "OFFICER", "监管人员"
    CHECK = "CHECK", "监督检查"
    SELF_CHECK = "SELF_CHECK", "项目自查"
    NOTICE = "NOTICE", "执法文书和送达"
    RECHECK = "RECHECK", "复查"
    SERVING = "SERVING", "送知"
    MEASURE = "MEASURE", "必办措施"
    URGE = "URGE", "催办"
    ORDER = "ORDER", "督办单"
    LISTING = "LISTING", "挂牌督办"
    INTERVIEW = "INTERVIEW", "约谈"
    INCIDENT = "INCIDENT", "本项目的事故和险情"
    CERTIFICATE = "CERTIFICATE", "证照"
    ATTENDANCE = "ATTENDANCE", "考勤"


class TaskState(TextChoices):
    PENDING = "PENDING", "待办"
    DONE = "DONE", "已完成"
    NOT_CONNECTED = "NOT_CONNECTED", "未接入"
    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用"


class Blame(TextChoices):
    """责任类别 of a responsible unit or person."""

    DIRECT = "DIRECT", "直接责任"
    MAIN = "MAIN", "主要责任"
    LEADING = "LEADING", "领导责任"
    SUPERVISING = "SUPERVISING", "监管责任"


RUNNING: Final = (TraceState.OPENED, TraceState.INVESTIGATING, TraceState.CONCLUDED)
GATHERED_IN: Final = (TraceState.OPENED, TraceState.INVESTIGATING)
OF_HAZARDS: Final = (
    TriggerCode.MAJOR_HAZARD, TriggerCode.OVERDUE_MAJOR, TriggerCode.REFUSED, TriggerCode.MISSED,
    TriggerCode.NO_INSPECTION,
)  # fmt: skip
