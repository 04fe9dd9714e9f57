"""Words for people. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class IdKind(TextChoices):
    """What document the number is taken from."""

    RESIDENT = "resident", "居民身份证"
    HK_MACAO_TAIWAN = "hmt_residence", "港澳台居民居住证"
    FOREIGN_RESIDENT = "foreign_residence", "外国人永久居留身份证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他证件"


class Gender(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class StatedKind(TextChoices):
    """What kind of certificate a ledger of people says somebody holds."""

    A = "A", "安管A证"
    B = "B", "安管B证"
    C1 = "C1", "安管C1证"
    C2 = "C2", "安管C2证"
    C3 = "C3", "安管C3证"
    BUILDER = "builder", "注册建造师"
    SAFETY_ENGINEER = "safety_engineer", "注册安全工程师"
    CONSULTANT = "consultant", "注册监理工程师"
    SPECIAL = "special", "特种作业操作资格"
    OTHER = "other", "其他证书"


class MaskedField(TextChoices):
    """What can be unmasked, one at a time and with a reason."""

    ID_NUMBER = "id_number", "身份证号"
    PHONE = "phone", "手机号"
    ADDRESS = "address", "住址"
    ACCOUNT = "account", "工资卡号"
    CONTACT_PHONE = "contact_phone", "紧急联系人电话"
