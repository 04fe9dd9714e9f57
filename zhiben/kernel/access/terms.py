"""Roles and kinds of reach. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What somebody is entitled to do (design §5). ``link_holder`` has no account: it is whoever opened a notice."""

    INSPECTOR = "inspector", "监督员"
    ENFORCER = "enforcer", "执法人员"
    CLERK = "clerk", "内勤"
    LEADER = "leader", "负责人"
    CERTIFIER = "certifier", "发证人员"
    ENTERPRISE_ADMIN = "enterprise_admin", "企业管理员"
    PRINCIPAL = "principal", "企业主要负责人"
    SITE_MANAGER = "site_manager", "项目负责人"
    SAFETY_OFFICER = "safety_officer", "专职安全员"
    CONSULTANT = "consultant", "监理人员"
    OWNER = "owner", "建设单位人员"
    EXPERT = "expert", "专家"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"
    LINK_HOLDER = "link_holder", "扫码办理人"
    SYSTEM = "system", "系统"


REGULATORS = (Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.LEADER, Role.CERTIFIER)
SITE_SIDE = (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.LINK_HOLDER)
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class ReachKind(TextChoices):
    """What a grant reaches: an agency (with its division), one enterprise, one project, or everything (system)."""

    AGENCY = "agency", "监管机构"
    ENTERPRISE = "enterprise", "企业"
    PROJECT = "project", "项目"
    ALL = "all", "全部"
    NONE = "none", "无"


class ReachClass(TextChoices):
    """How an actor stands to a row: the fixed vocabulary of rights (role × action × reach class × state)."""

    OWN = "own", "本机关"
    ABOVE = "above", "上级机关"
    BELOW = "below", "下级机关"
    SIBLING = "sibling", "同级其他机关"
    PARTY = "party", "当事方"
    STRANGER = "stranger", "无关"
