"""一张证照: whose it is, what it entitles to, from when until when, and what the issuing authority decided about it."""

from datetime import date
from typing import Any, ClassVar, Final, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Collate

from zhiben.domains.certificates.numbers import number_key
from zhiben.domains.certificates.terms import CertificateKind, CertificateState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.workflow.models import Case, CaseQuerySet, list_indexes

LAST: Final = "\U0010ffff"  # comes after every character a number may have

FEW: Final = 20_000  # so many are looked up by themselves; of more a page is full soon enough


def good_on(day: date) -> Q:
    """有效 on a day, as far as the present state says: neither over nor not begun, suspended or ended."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    return Q(state=CertificateState.VALID) & begun & (Q(valid_to=None) | Q(valid_to__gte=day))


class CertificateQuerySet(CaseQuerySet["Certificate"]):
    def visible_to(self, actor: Actor) -> Self:
        """An open registry: every regulator reads all of it; an enterprise its own and its people's; a site its own."""
        if actor.is_regulator or actor.is_system:
            return self
        if actor.reach == ReachKind.ENTERPRISE:
            return self.filter(Q(enterprise_id=actor.reach_id) | Q(employer_id=actor.reach_id))
        if actor.reach == ReachKind.PROJECT:
            return self.filter(Q(project_id=actor.reach_id) | Q(person_id__in=_people_of(actor)))
        return self.none()

    def good(self, *, on: date) -> Self:
        """可用: may be worked, contracted, operated with on that day."""
        return self.filter(good_on(on))

    def expired(self, *, on: date) -> Self:
        """过期: run out by that day and nobody decided anything else about it."""
        return self.filter(state=CertificateState.VALID, valid_to__lt=on)

    def search(self, text: str) -> Self:
        """The beginning of a number in any spelling; where no number begins so, a part of holder's or employer's name."""
        word, numbered = text.strip(), self.numbered(text)
        named = Q(holder_name__contains=word) | Q(employer_name__contains=word)
        return self.filter(named) if numbered is None else numbered

    def numbered(self, text: str) -> Self | None:
        """Those whose number begins so, in any spelling; None when there are none.

        As a range and not LIKE: under row-level security no index is asked for what is LIKE something.
        """
        key = number_key(text)
        begins = self.alias(key=Collate("number_key", "C")).filter(key__gte=key, key__lt=f"{key}{LAST}")
        few = list(begins.order_by().values_list("pk", flat=True)[: FEW + 1]) if key else []
        if not few:
            return None
        return begins if len(few) > FEW else self.filter(pk__any_of=Value(few))

    def standing(self) -> Self:
        """Neither ended nor replaced: what counts as a certificate of somebody at all."""
        return self.filter(closed_at=None)


def _people_of(actor: Actor) -> Any:
    from django.apps import apps

    return apps.get_model("projects", "ProjectPost").objects.filter(project=actor.reach_id).values("person")


@pghistory.track(pghistory.UpdateEvent(), append_only=True)
class Certificate(Case):
    """一张证照. ``agency_id`` is the issuing authority, ``place`` the division of the holder.

    ``valid_to`` null: without an end (使用登记 lasts as long as the machine stands). ``enterprise`` is the holder of a
    licence or the user of a crane, ``employer`` 受聘单位 of a person. ``unmatched`` (待匹配): the holder is known by name
    only. ``doubtful`` (存疑): kept as it came, with ``doubts``. What does not fit together is an anomaly mark.
    """

    kind = models.CharField("证照种类", max_length=24, choices=CertificateKind)
    class_code = models.CharField("类别代码", max_length=16, blank=True)
    class_name = models.CharField("类别", max_length=60, blank=True)
    number = models.CharField("证书编号", max_length=80, blank=True)
    number_key = models.CharField("编号比对键", max_length=80, blank=True, editable=False)
    licence_id = models.CharField("电子证照标识", max_length=120, blank=True)
    electronic = models.BooleanField("电子证照", default=False)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="持证企业"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="持证人"
    )
    officer = models.ForeignKey(
        "agencies.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="监督人员"
    )
    equipment = models.ForeignKey(
        "equipment.Equipment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="设备"
    )
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="使用工程"
    )
    employer = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受聘单位"
    )
    holder_name = models.CharField("持证主体", max_length=200)
    employer_name = models.CharField("受聘单位名称", max_length=200, blank=True)
    scope_text = models.CharField("许可范围", max_length=300, blank=True)
    issuer_name = models.CharField("发证机关", max_length=200, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    first_issued_on = models.DateField("初次领证日期", null=True, blank=True)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="换发自")
    suspended_from = models.DateField("暂扣起", null=True, blank=True)
    suspended_to = models.DateField("暂扣止", null=True, blank=True)
    decision_no = models.CharField("决定书文号", max_length=80, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    because_of_accident = models.BooleanField("因生产安全事故", default=False)
    reason = models.CharField("理由", max_length=500, blank=True)
    unmatched = models.BooleanField("待匹配", default=False)
    doubtful = models.BooleanField("存疑", default=False)
    doubts = ArrayField(models.CharField(max_length=200), verbose_name="存疑之处", default=list, blank=True)
    remark = models.CharField("备注", max_length=500, blank=True)
    import_id = models.UUIDField("导入批次", null=True, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证照"
        constraints: ClassVar = [
            models.CheckConstraint(name="certificate_state_known", condition=Q(state__in=CertificateState.values)),
            models.CheckConstraint(name="certificate_kind_known", condition=Q(kind__in=CertificateKind.values)),
            models.CheckConstraint(
                name="certificate_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(doubtful=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["kind", "number_key"], name="certificate_number_once",
                condition=~Q(number_key="") & Q(doubtful=False, closed_at=None),
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "kind"], name="certificate_by_enterprise"),
            models.Index(fields=["employer", "kind"], name="certificate_by_employer"),
            models.Index(fields=["person", "kind"], name="certificate_by_person"),
            models.Index(fields=["equipment", "kind"], name="certificate_by_equipment"),
            models.Index(fields=["officer"], condition=Q(officer__isnull=False), name="certificate_by_officer"),
            models.Index(fields=["project"], condition=Q(project__isnull=False), name="certificate_by_project"),
            models.Index(fields=["number_key"], name="certificate_by_number"),
            models.Index(Collate("number_key", "C"), name="certificate_number_begins"),
            models.Index(fields=["holder_name", "id"], name="certificate_by_holder"),
            models.Index(fields=["kind", "valid_to", "id"], condition=Q(state="valid"), name="certificate_running_out"),
            models.Index(fields=["agency_id", "kind"], name="certificate_by_agency"),
            models.Index(fields=["import_id"], condition=Q(import_id__isnull=False), name="certificate_by_import"),
            models.Index(fields=["valid_to", "id"], condition=Q(doubtful=True), name="certificate_doubtful"),
            models.Index(fields=["valid_to", "id"], condition=Q(unmatched=True), name="certificate_unmatched"),
            *list_indexes("certificate_list", "valid_to", "kind"),
        ]

    def get_state_display(self) -> str:
        return CertificateState(self.state).label
