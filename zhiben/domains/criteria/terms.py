"""Words of criteria. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class Verdict(TextChoices):
    """What the answers to one clause's questions come to. It says nothing about other clauses."""

    MAJOR = "major", "构成重大事故隐患"
    NOT_MAJOR = "not_major", "按本条不构成重大事故隐患"
    UNDETERMINED = "undetermined", "尚不能判定"


class EditionStatus(TextChoices):
    """How an edition stands on a given day; never stored, because it changes by itself."""

    AHEAD = "ahead", "未施行"
    IN_FORCE = "in_force", "现行"
    REPEALED = "repealed", "已废止"


class Detection(TextChoices):
    """By what a clause is usually found out."""

    CERT = "cert", "证照比对"
    PLAN = "plan", "方案与验收流程"
    IOT = "iot", "监测与物联数据"
    DOC = "doc", "资料核查"
    SITE = "site", "现场检查"
    VIDEO = "video", "视频识别"
    WEATHER = "weather", "气象比对"
