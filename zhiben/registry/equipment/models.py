"""Tables of equipment. Rows with a from and a to are half-open: ``valid_from`` is in, ``valid_to`` is the day after."""

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.dated import DatedQuerySet
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.registry.equipment.terms import EquipmentKind, EquipmentRole, Job, StandStatus
from zhiben.registry.projects.public import projects


class EquipmentQuerySet(models.QuerySet["Equipment"]):
    def visible_to(self, actor: Actor) -> Self:
        """An open registry: every regulator reads all of it; an enterprise its own and what stands on its sites."""
        rows = self.filter(merged_into=None)
        if actor.is_regulator or actor.is_system:
            return rows
        standing = EquipmentStand.objects.filter(project__in=projects(actor).values("pk"))
        if actor.reach == ReachKind.ENTERPRISE and actor.reach_id:
            taking_part = EquipmentParty.objects.filter(enterprise_id=actor.reach_id)
            mine = Q(owner_id=actor.reach_id) | Q(pk__in=taking_part.values("equipment_id"))
            return rows.filter(mine | Q(pk__in=standing.values("equipment_id")))
        if actor.reach == ReachKind.PROJECT:
            return rows.filter(pk__in=standing.values("equipment_id"))
        return self.none()

    def search(self, text: str) -> Self:
        """The beginning of one of the numbers, or a part of the maker's name."""
        code = clean_code(text)
        numbers = Q(filing_no__startswith=code) | Q(serial_key__startswith=code) | Q(model__istartswith=text.strip())
        return self.filter(numbers | Q(maker_key__contains=name_key(text)))


class StandQuerySet(DatedQuerySet["EquipmentStand"]):
    def visible_to(self, actor: Actor) -> Self:
        """With the projects one may see; an enterprise also where its own machines stand."""
        if actor.is_system:
            return self
        seen = Q(project__in=projects(actor).values("pk"))
        if actor.reach == ReachKind.ENTERPRISE and actor.reach_id:
            seen |= Q(equipment__owner_id=actor.reach_id)
        return self.filter(seen)


@pghistory.track(append_only=True)
class Equipment(models.Model):
    """一台设备. One machine for its whole life; where it stands is a row of ``EquipmentStand`` each time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("设备类别", max_length=16, choices=EquipmentKind)
    model = models.CharField("规格型号", max_length=100, blank=True)
    serial = models.CharField("出厂编号", max_length=64, blank=True)
    serial_key = models.CharField("出厂编号比对键", max_length=64, blank=True, editable=False)
    maker = models.CharField("制造单位", max_length=200, blank=True)
    maker_key = models.CharField("制造单位比对键", max_length=200, blank=True, editable=False)
    made_on = models.DateField("出厂日期", null=True, blank=True)
    rated_moment = models.DecimalField("额定起重力矩（kN·m）", max_digits=10, decimal_places=2, null=True, blank=True)
    owner = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产权单位"
    )
    filing_no = models.CharField("产权备案编号", max_length=64, blank=True, db_index=True)
    filing_agency_name = models.CharField("备案机关", max_length=100, blank=True)
    filing_on = models.DateField("备案日期", null=True, blank=True)
    iot_no = models.CharField("监测设备编号", max_length=64, blank=True)
    iot_online = models.BooleanField("监测在线（填报）", null=True, blank=True)
    scrapped_on = models.DateField("报废日期", null=True, blank=True)
    remark = models.CharField("备注", max_length=300, blank=True)
    doubtful = models.BooleanField("存疑", default=False)
    doubts = ArrayField(models.CharField(max_length=200), verbose_name="存疑之处", default=list, blank=True)
    merged_into = models.UUIDField("并入", null=True, editable=False)
    created_at = models.DateTimeField("登记时间")

    objects = EquipmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "设备"
        indexes = [
            models.Index(fields=["serial_key", "maker_key"], name="equipment_by_serial"),
            models.Index(fields=["kind", "id"], name="equipment_of_kind"),
            models.Index(fields=["made_on", "id"], name="equipment_by_age"),
            models.Index(fields=["id"], condition=Q(doubtful=True), name="equipment_doubtful"),
        ]

    def __str__(self) -> str:
        return " ".join(x for x in (self.get_kind_display(), self.model, self.filing_no or self.serial) if x)


@pghistory.track(append_only=True)
class EquipmentStand(models.Model):
    """一次安装使用: a machine on a site, from when to when. Two sites at once are kept: the rules find them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    equipment = models.ForeignKey(Equipment, models.PROTECT, related_name="stands", verbose_name="设备")
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name="工程项目")
    valid_from = models.DateField("进场")
    valid_to = models.DateField("退场", null=True, blank=True)
    status = models.CharField("状态", max_length=24, choices=StandStatus, default=StandStatus.NOTIFIED)
    user_unit = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="使用单位"
    )
    installer = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="安装单位"
    )
    installer_grade = models.CharField("安装单位资质", max_length=200, blank=True)
    notified_on = models.DateField("安装告知日期", null=True, blank=True)
    installed_on = models.DateField("安装日期", null=True, blank=True)
    inspect_org = models.CharField("检测单位", max_length=200, blank=True)
    inspect_no = models.CharField("检测报告编号", max_length=64, blank=True)
    inspected_on = models.DateField("检测日期", null=True, blank=True)
    inspect_due_on = models.DateField("检测有效期止", null=True, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    height_m = models.DecimalField("安装高度（m）", max_digits=7, decimal_places=2, null=True, blank=True)
    ties = models.PositiveIntegerField("附着道数", null=True, blank=True)
    safety_device_no = models.CharField("防坠安全器编号", max_length=64, blank=True)
    safety_device_due_on = models.DateField("防坠安全器标定到期", null=True, blank=True)
    reg_no = models.CharField("使用登记证号", max_length=64, blank=True, db_index=True)
    registered_on = models.DateField("使用登记日期", null=True, blank=True)
    maintained_on = models.DateField("最近维保", null=True, blank=True)
    plan_dismantle_on = models.DateField("计划拆卸", null=True, blank=True)
    dismantled_on = models.DateField("实际拆卸", null=True, blank=True)

    objects = StandQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "设备使用"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="stand_runs_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["equipment", "valid_from"], name="stand_of_equipment"),
            models.Index(fields=["project", "status", "id"], name="stand_on_project"),
            models.Index(fields=["inspect_due_on", "id"], condition=Q(valid_to=None), name="stand_inspection_due"),
            models.Index(fields=["safety_device_due_on"], condition=Q(valid_to=None), name="stand_device_due"),
            models.Index(
                fields=["accepted_on"], condition=Q(valid_to=None, registered_on=None), name="stand_unregistered"
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()


@pghistory.track(append_only=True)
class EquipmentParty(models.Model):
    """一家企业与设备: as what, from when to when; users and installers for one stand."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    equipment = models.ForeignKey(Equipment, models.PROTECT, related_name="parties", verbose_name="设备")
    stand = models.ForeignKey(
        EquipmentStand, models.PROTECT, null=True, blank=True, related_name="parties", verbose_name="设备使用"
    )
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="+", verbose_name="企业")
    role = models.CharField("身份", max_length=16, choices=EquipmentRole)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = DatedQuerySet["EquipmentParty"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "设备相关单位"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="equipment_party_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


@pghistory.track(append_only=True)
class EquipmentOperator(models.Model):
    """谁操作: a person at a machine on one stand, with the certificate number the site gave."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    equipment = models.ForeignKey(Equipment, models.PROTECT, related_name="operators", verbose_name="设备")
    stand = models.ForeignKey(
        EquipmentStand, models.PROTECT, null=True, blank=True, related_name="operators", verbose_name="设备使用"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="人员")
    job = models.CharField("工作", max_length=16, choices=Job)
    cert_no = models.CharField("证书编号", max_length=64, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = DatedQuerySet["EquipmentOperator"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "设备操作人员"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="equipment_operator_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.get_job_display()
