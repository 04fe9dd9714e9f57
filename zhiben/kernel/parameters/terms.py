"""Words of parameters. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class Mark(TextChoices):
    """How far a fact has been confirmed. Shown wherever the fact is shown."""

    CONFIRMED = "confirmed", "已核实"
    SECOND_HAND = "second_hand", "旁证"
    UNCONFIRMED = "unconfirmed", "未核实"
    OWN = "own", "自定"


class Origin(TextChoices):
    """Who put a row there: the product's data files, or an administrator. The administrator's word comes first."""

    FILE = "file", "随平台提供"
    ADMINISTRATOR = "administrator", "管理员设定"


class ValueType(TextChoices):
    INTEGER = "integer", "整数"
    DECIMAL = "decimal", "小数"
    BOOLEAN = "boolean", "是否"
    TEXT = "text", "文字"
    DAY = "day", "日期"
    MONTH_DAY = "month_day", "每月几日"
    PATTERN = "pattern", "格式"
    NUMBERS = "numbers", "一组整数"
    CHOICES = "choices", "若干选项"
    CHOICE = "choice", "一个选项"


class DayKind(TextChoices):
    """Where it is known from whether people work on a day."""

    PUBLISHED = "published", "国务院已公布"
    ASSUMED = "assumed", "暂定"
    SET = "set", "管理员设定"
