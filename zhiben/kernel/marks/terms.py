"""Words for marks. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class Origin(TextChoices):
    """Who says so."""

    RULE = "rule", "规则"
    PERSON = "person", "人工"


class Tone(TextChoices):
    """How grave: the colour of the badge."""

    RED = "red", "严重"
    ORANGE = "orange", "较重"
    YELLOW = "yellow", "一般"


class ManualMark(TextChoices):
    """What a person may mark a subject as. Stored as the mark's ``code``; rules have codes of their own."""

    ABNORMAL = "manual.abnormal", "异常"
    WATCHED = "manual.watched", "重点关注"
    UNCLEAR = "manual.unclear", "待核实"


MANUAL_TONES = {ManualMark.ABNORMAL: Tone.RED, ManualMark.WATCHED: Tone.ORANGE, ManualMark.UNCLEAR: Tone.YELLOW}
