"""Words of the national view. Codes stand in addresses and stay; labels may change."""

from django.db.models import TextChoices


class By(TextChoices):
    """By what hazards are broken down."""

    DIVISION = "division", "区划"
    ENTERPRISE = "enterprise", "施工单位"
    PROJECT = "project", "工程项目"
    CLAUSE = "clause", "判定依据"
    CATEGORY = "category", "隐患类别"
    AGE = "age", "未销号天数"
    CHANNEL = "channel", "发现渠道"
    SOURCE = "source", "发现方式"
    STATE = "state", "状态"
    STAGE = "stage", "施工阶段"
