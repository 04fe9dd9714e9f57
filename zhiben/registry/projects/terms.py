"""Words for projects. Stored codes are permanent; labels may change."""

from typing import Final

from django.db.models import TextChoices


class ProjectKind(TextChoices):
    HOUSING = "housing", "房建"
    MUNICIPAL = "municipal", "市政"


class ProjectStatus(TextChoices):
    """Where a project stands with its supervising station."""

    UNDER_WAY = "under_way", "在建"
    STOPPED = "stopped", "停工"
    SUSPENDED = "suspended", "中止"
    ENDED = "ended", "终止"


# 停工 (work stands still by order or by choice) still counts as 在建; 中止施工安全监督 and 终止施工安全监督 do not:
# docs/decisions/under-construction.md.
UNDER_CONSTRUCTION: Final = (ProjectStatus.UNDER_WAY, ProjectStatus.STOPPED)


class Risk(TextChoices):
    """Grade of a project's safety risk, with its colour."""

    MAJOR = "major", "重大"
    LARGER = "larger", "较大"
    ORDINARY = "ordinary", "一般"
    LOW = "low", "低"


RISK_COLOURS: Final = {Risk.MAJOR: "红", Risk.LARGER: "橙", Risk.ORDINARY: "黄", Risk.LOW: "蓝"}


class PartyRole(TextChoices):
    """As what an enterprise takes part in a project."""

    OWNER = "owner", "建设单位"
    CONTRACTOR = "contractor", "施工总承包"
    SUBCONTRACTOR = "subcontractor", "专业分包"
    LABOUR = "labour", "劳务"
    CONSULTANT = "consultant", "监理单位"
    SURVEYOR = "surveyor", "勘察单位"
    DESIGNER = "designer", "设计单位"
    TESTER = "tester", "检测单位"


# Roles that only one enterprise holds at a time; a new one takes over from the old.
SINGLE_ROLES: Final = (PartyRole.OWNER, PartyRole.CONTRACTOR, PartyRole.CONSULTANT)


class Post(TextChoices):
    """Key posts on a site."""

    SITE_MANAGER = "site_manager", "项目负责人"
    TECHNICAL_LEAD = "technical_lead", "技术负责人"
    SAFETY_DIRECTOR = "safety_director", "安全总监"
    SAFETY_OFFICER = "safety_officer", "专职安全员"
    CHIEF_CONSULTANT = "chief_consultant", "总监理工程师"
    CONSULTANT = "consultant", "专业监理工程师"
    OWNER_LEAD = "owner_lead", "建设单位项目负责人"


SINGLE_POSTS: Final = (Post.SITE_MANAGER, Post.TECHNICAL_LEAD, Post.SAFETY_DIRECTOR, Post.CHIEF_CONSULTANT,
                       Post.OWNER_LEAD)  # fmt: skip


class InformantFor(TextChoices):
    """Whom a 施工安全信息员 reports for."""

    AGENCY = "agency", "监督机构"
    ENTERPRISE = "enterprise", "企业"
    PROJECT = "project", "项目"


class ReportKind(TextChoices):
    """What an informant reports."""

    SAFE = "safe", "平安报告"
    DANGER = "danger", "险情"
    ACCIDENT = "accident", "事故"


class Placed(TextChoices):
    """How a project came into its grid."""

    POSITION = "position", "按位置自动"
    HAND = "hand", "人工调整"


class Blind(TextChoices):
    """Why nobody competent looks after a project, the gravest first."""

    NO_AGENCY = "no_agency", "没有监管机构"
    SEVERAL = "several", "归属多个机构"
    NO_OFFICER = "no_officer", "机构没有持证监督员"
    NO_POST = "no_post", "关键岗位缺人"
