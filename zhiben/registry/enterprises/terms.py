"""Words for enterprises. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class EnterpriseKind(TextChoices):
    """What an enterprise does; one may do several."""

    OWNER = "owner", "建设单位"
    CONTRACTOR = "contractor", "施工总承包"
    SUBCONTRACTOR = "subcontractor", "专业分包"
    LABOUR = "labour", "劳务"
    CONSULTANT = "consultant", "监理"
    SURVEYOR = "surveyor", "勘察"
    DESIGNER = "designer", "设计"
    TESTER = "tester", "检测"
    LESSOR = "lessor", "机械租赁"
    OTHER = "other", "其他"


class HeadPost(TextChoices):
    """Who answers for an enterprise before the law. Often one person is both."""

    PRINCIPAL = "PRINCIPAL", "主要负责人"
    CONTROLLER = "CONTROLLER", "实际控制人"
