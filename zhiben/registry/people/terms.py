"""Words for people. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class IdKind(TextChoices):
    """What document the number is taken from."""

    RESIDENT = "resident", "居民身份证"
    HK_MACAO_TAIWAN = "hmt_residence", "港澳台居民居住证"
    FOREIGN_RESIDENT = "foreign_residence", "外国人永久居留身份证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他证件"


class MaskedField(TextChoices):
    """What can be unmasked, one at a time and with a reason."""

    ID_NUMBER = "id_number", "身份证号"
    PHONE = "phone", "手机号"
