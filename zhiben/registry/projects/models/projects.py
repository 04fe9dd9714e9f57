"""Tables of projects. Rows with a from and a to are half-open: ``valid_from`` is in, ``valid_to`` is the day after."""

from datetime import date
from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.audit.triggers import history_by_set
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.dated import DatedQuerySet
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.registry.projects.stages import stage_of
from zhiben.registry.projects.terms import UNDER_CONSTRUCTION, PartyRole, Post, ProjectKind, ProjectStatus, Risk


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, actor: Actor) -> Self:
        """A regulator sees its division, an enterprise the projects it takes part in today, a project itself."""
        standing = self.filter(merged_into=None)
        if actor.is_system:
            return standing
        if actor.is_regulator:
            column = DIVISION_COLUMNS.get(actor.level)
            if column:
                return standing.filter(**{column: actor.division_code})
            return standing if actor.level == "nation" else self.none()
        if actor.reach == ReachKind.ENTERPRISE and actor.reach_id:
            parties = ProjectParty.objects.on(today()).filter(enterprise_id=actor.reach_id)
            return standing.filter(pk__in=parties.values("project_id"))
        if actor.reach == ReachKind.PROJECT:
            return standing.filter(pk=actor.reach_id)
        return self.none()

    def under_construction(self, on: date) -> Self:
        """在建 on a day: started, and 在建 or 停工 at the end of it. The one denominator of every coverage figure.

        docs/decisions/under-construction.md says why.
        """
        running = ProjectPeriod.objects.on(on).filter(project_id=OuterRef("pk"), status__in=UNDER_CONSTRUCTION)
        return self.filter(Exists(running))

    def search(self, text: str) -> Self:
        """A part of the name in any spelling, or the beginning of one of the codes."""
        key, code = name_key(text), clean_code(text)
        codes = Q(supervise_no__startswith=code) | Q(project_code__startswith=code) | Q(permit_no__startswith=code)
        return self.filter(Q(name_key__contains=key) | codes)

    def in_division(self, code: str) -> Self:
        """Standing in a province, city, county or zone."""
        return self.filter(Q(county=code) | Q(city=code) | Q(province=code))


@pghistory.track(append_only=True)
class Project(models.Model):
    """一个工程项目. ``place`` is where it stands, ``scope`` the path of the agency responsible for it now."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField("工程名称", max_length=200)
    name_key = models.CharField("名称比对键", max_length=200, db_index=True, editable=False)
    project_code = models.CharField("项目编码", max_length=40, blank=True, db_index=True)
    supervise_no = models.CharField("监督编号", max_length=50, blank=True, db_index=True)
    permit_no = models.CharField("施工许可证号", max_length=50, blank=True)
    address = models.CharField("工程地址", max_length=300, blank=True)
    province = models.CharField("省", max_length=6, blank=True)
    city = models.CharField("市", max_length=6, blank=True)
    county = models.CharField("县（区）", max_length=6, blank=True)
    place = models.CharField("所在地路径", max_length=64, db_collation="C")
    scope = models.CharField("监管路径", max_length=64, db_collation="C")
    agency_id = models.UUIDField("监管机构", db_index=True)
    kind = models.CharField("工程类别", max_length=16, choices=ProjectKind)
    area_m2 = models.DecimalField("建筑面积（m²）", max_digits=14, decimal_places=2, null=True, blank=True)
    price_wan = models.DecimalField("合同价（万元）", max_digits=15, decimal_places=4, null=True, blank=True)
    structure = models.CharField("结构类型/层数", max_length=100, blank=True)
    start_on = models.DateField("开工日期", null=True, blank=True)
    plan_end_on = models.DateField("计划竣工日期", null=True, blank=True)
    progress = models.CharField("形象进度", max_length=200, blank=True)
    status = models.CharField("状态", max_length=16, choices=ProjectStatus, default=ProjectStatus.UNDER_WAY)
    risk = models.CharField("风险等级", max_length=16, choices=Risk, blank=True)
    station = models.CharField("监督科室/监督员", max_length=100, blank=True)
    declared_safety_officers = models.PositiveIntegerField("专职安全员人数（填报）", null=True, blank=True)
    declared_major_works = models.PositiveIntegerField("危大工程数量（填报）", null=True, blank=True)
    declared_oversize_works = models.PositiveIntegerField("超危工程数量（填报）", null=True, blank=True)
    declared_cranes = models.PositiveIntegerField("起重机械台数（填报）", null=True, blank=True)
    lat = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    lng = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    src_crs = models.CharField("坐标来源", max_length=16, default="CGCS2000")
    doubtful = models.BooleanField("存疑", default=False)
    doubts = ArrayField(models.CharField(max_length=200), verbose_name="存疑之处", default=list, blank=True)
    merged_into = models.UUIDField("并入", null=True, editable=False)
    created_at = models.DateTimeField("登记时间")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工程项目"
        indexes = [
            models.Index(fields=["province", "status", "id"], include=["merged_into"], name="project_in_province"),
            models.Index(fields=["city", "status", "id"], include=["merged_into"], name="project_in_city"),
            models.Index(fields=["county", "status", "id"], include=["merged_into"], name="project_in_county"),
            models.Index(fields=["place"], name="project_by_place"),
            # For what the planner learns from it: how many projects are at a stage.
            models.Index(stage_of(), name="project_at_stage"),
            models.Index(fields=["lat", "lng"], condition=Q(lat__isnull=False), name="project_on_map"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["supervise_no", "agency_id"], condition=~Q(supervise_no=""), name="one_project_per_filing"
            ),
            models.CheckConstraint(condition=Q(place__endswith="."), name="place_is_a_path"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(append_only=True)
class ProjectParty(models.Model):
    """一家参建单位, as what, from when to when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="parties", verbose_name="工程项目")
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="+", verbose_name="企业")
    role = models.CharField("身份", max_length=16, choices=PartyRole)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = DatedQuerySet["ProjectParty"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参建单位"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "role", "enterprise"], condition=Q(valid_to=None), name="party_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="party_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


@pghistory.track(*history_by_set(), append_only=True)
class ProjectPost(models.Model):
    """一个关键岗位: which person, sent by which enterprise, from when to when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="posts", verbose_name="工程项目")
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="派出单位"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="人员")
    post = models.CharField("岗位", max_length=24, choices=Post)
    valid_from = models.DateField("到岗")
    valid_to = models.DateField("离岗", null=True, blank=True)
    declared_due_days = models.PositiveSmallIntegerField("本月应到天数（填报）", null=True, blank=True)
    declared_real_days = models.PositiveSmallIntegerField("本月实到天数（填报）", null=True, blank=True)
    declared_lead_ratio = models.DecimalField(
        "带班率（%，填报）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    change_filing = models.CharField("变更备案情况（填报）", max_length=200, blank=True)

    objects = DatedQuerySet["ProjectPost"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "关键岗位"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "post", "person"], condition=Q(valid_to=None), name="post_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="post_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.get_post_display()


@pghistory.track(append_only=True)
class ProjectPeriod(models.Model):
    """一段状态. A project's periods follow each other without gaps or overlaps from the day it started."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="periods", verbose_name="工程项目")
    status = models.CharField("状态", max_length=16, choices=ProjectStatus)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    reason = models.CharField("事由", max_length=300, blank=True)

    objects = DatedQuerySet["ProjectPeriod"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目状态"
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(valid_to=None), name="one_status_at_a_time"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")), name="period_runs_forward"
            ),
        ]
        indexes = [models.Index(fields=["project", "valid_from"], name="period_of_project")]

    def __str__(self) -> str:
        return self.get_status_display()
