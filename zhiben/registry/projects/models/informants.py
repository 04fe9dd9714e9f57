"""施工安全信息员: who reports for an agency, an enterprise or a project, and what was reported."""

from datetime import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q

from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.dated import DatedQuerySet
from zhiben.kernel.base.ids import new_id
from zhiben.registry.projects.models.projects import Project
from zhiben.registry.projects.terms import InformantFor, ReportKind


class InformantQuerySet(DatedQuerySet["Informant"]):
    def visible_to(self, actor: Actor) -> Self:
        """A regulator sees those of its division, an enterprise its own and its sites', a project its own."""
        if actor.is_system:
            return self
        if actor.is_regulator:
            column = DIVISION_COLUMNS.get(actor.level)
            if column:
                return self.filter(**{column: actor.division_code})
            return self if actor.level == "nation" else self.none()
        sites = Q(project__in=Project.objects.visible_to(actor))
        if actor.reach == ReachKind.ENTERPRISE and actor.reach_id:
            return self.filter(sites | Q(enterprise_id=actor.reach_id))
        return self.filter(sites) if actor.reach == ReachKind.PROJECT else self.none()

    def overdue(self, at: datetime) -> Self:
        """In office, and the next report was due before."""
        return self.filter(valid_to=None, due_at__lt=at)


@pghistory.track(append_only=True, exclude=["due_at", "reported_at", "reminded_at"])
class Informant(models.Model):
    """一名信息员 for exactly one agency, enterprise or project, half-open."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField("报送单位类别", max_length=16, choices=InformantFor)
    agency_id = models.UUIDField("机构", null=True, blank=True)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="informants", verbose_name="工程项目"
    )
    subject_name = models.CharField("报送单位", max_length=200)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="信息员")
    duty = models.CharField("职务", max_length=64, blank=True)
    province = models.CharField("省", max_length=6, blank=True)
    city = models.CharField("市", max_length=6, blank=True)
    county = models.CharField("县（区）", max_length=6, blank=True)
    valid_from = models.DateField("任职自")
    valid_to = models.DateField("任职至", null=True, blank=True)
    due_at = models.DateTimeField("下次报送期限", null=True, blank=True)
    reported_at = models.DateTimeField("最近报送", null=True, blank=True)
    reminded_at = models.DateTimeField("最近提示", null=True, blank=True)
    updated_at = models.DateTimeField("更新时间")

    objects = InformantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "施工安全信息员"
        constraints = [
            models.CheckConstraint(
                name="informant_for_one",
                condition=Q(subject="agency", agency_id__isnull=False, enterprise=None, project=None)
                | Q(subject="enterprise", agency_id=None, enterprise__isnull=False, project=None)
                | Q(subject="project", agency_id=None, enterprise=None, project__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="informant_runs_forward"
            ),
            models.UniqueConstraint(
                fields=["person", "agency_id", "enterprise", "project"], condition=Q(valid_to=None),
                nulls_distinct=False, name="informant_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["province", "id"], name="informants_province"),
            models.Index(fields=["city", "id"], name="informants_city"),
            models.Index(fields=["county", "id"], name="informants_county"),
            models.Index(fields=["due_at"], condition=Q(valid_to=None), name="informants_due"),
        ]

    def __str__(self) -> str:
        return self.subject_name


class InformantReport(models.Model):
    """一次报送. ``late``: later after the happening than the time allowed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    informant = models.ForeignKey(Informant, models.PROTECT, related_name="reports", verbose_name="信息员")
    kind = models.CharField("类别", max_length=16, choices=ReportKind)
    happened_at = models.DateTimeField("发生时间", null=True, blank=True)
    what = models.TextField("情况", blank=True)
    late = models.BooleanField("超时", default=False)
    reported_by = models.CharField("填报人", max_length=64)
    at = models.DateTimeField("报送时间")

    class Meta:
        verbose_name = verbose_name_plural = "信息员报送"
        indexes = [models.Index(fields=["informant", "-at"], name="reports_of_informant")]

    def __str__(self) -> str:
        return self.get_kind_display()
