"""Who works on a site, from when to when: the real-name list and its special trades."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.audit.triggers import history_by_set
from zhiben.kernel.base.dated import DatedQuerySet
from zhiben.kernel.base.ids import new_id
from zhiben.registry.projects.models.projects import Project


class SiteWorkerQuerySet(DatedQuerySet["SiteWorker"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those on the sites one sees; those whose site no ledger has named are seen by regulators."""
        here = Q(project__in=Project.objects.visible_to(actor))
        return self.filter(here | Q(project=None)) if actor.is_regulator or actor.is_system else self.filter(here)


@pghistory.track(*history_by_set(), append_only=True)
class SiteWorker(models.Model):
    """进场人员: one person on one site, half-open. Without a project the ledger did not say where (待匹配)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="workers", verbose_name="工程项目"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="人员")
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="用工单位"
    )
    team = models.CharField("班组", max_length=64, blank=True)
    is_leader = models.BooleanField("班组长", default=False)
    trade = models.CharField("工种", max_length=64, blank=True)
    special = models.BooleanField("特种作业人员", default=False)
    special_code = models.CharField("特种作业工种代码", max_length=16, blank=True)
    special_trade = models.CharField("特种作业工种", max_length=64, blank=True)
    contract_no = models.CharField("合同或书面协议编号", max_length=64, blank=True)
    taught_on = models.DateField("三级教育日期", null=True, blank=True)
    taught_hours = models.DecimalField("三级教育学时", max_digits=6, decimal_places=1, null=True, blank=True)
    taught_score = models.CharField("三级教育成绩", max_length=16, blank=True)
    training_hours = models.DecimalField("培训学时", max_digits=6, decimal_places=1, null=True, blank=True)
    examined_on = models.DateField("体检日期", null=True, blank=True)
    remark = models.CharField("备注", max_length=300, blank=True)
    valid_from = models.DateField("进场")
    valid_to = models.DateField("退场", null=True, blank=True)

    objects = SiteWorkerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进场人员"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "project"], condition=Q(valid_to=None), nulls_distinct=False, name="on_site_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="site_work_runs_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["valid_from", "id"], name="site_work_in_order"),
            models.Index(fields=["person"], name="site_work_of_person"),
            models.Index(fields=["project", "special", "id"], condition=Q(valid_to=None), name="on_site_now"),
        ]

    def __str__(self) -> str:
        return self.team or self.trade or self.special_trade
