"""验真记录: who was checked against which certificate, where, on which visit, how, and what came of it."""

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from zhiben.domains.certificates.terms import CheckOutcome, CodeResult, IdentityMethod, NoFaceReason
from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.ids import new_id
from zhiben.registry.projects.public import projects


class CertificateCheckQuerySet(models.QuerySet["CertificateCheck"]):
    def visible_to(self, actor: Actor) -> Self:
        """A regulator sees its division, enterprises and sites those on their projects."""
        if actor.is_system:
            return self
        if actor.is_regulator:
            column = DIVISION_COLUMNS.get(actor.level)
            if column:
                return self.filter(**{column: actor.division_code})
            return self if actor.level == "nation" else self.none()
        if actor.reach in (ReachKind.ENTERPRISE, ReachKind.PROJECT):
            return self.filter(project_id__in=projects(actor).values("pk"))
        return self.none()

    def wrong(self) -> Self:
        return self.filter(wrong=True)


class CertificateCheck(models.Model):
    """One check, as it was. Nothing of it changes later: names, number and standing are those of that moment.

    ``document_matches``: whether the number read off the document is the registered one; ``likeness``: the officer's
    word that the person looks like the picture. A face's ``score`` is the service's own figure, empty when it gave
    none. ``wrong``: the code, the standing or the person did not fit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("验真时间")
    day = models.DateField("验真日期")
    officer_id = models.UUIDField("验真人账号", null=True)
    officer_name = models.CharField("验真人", max_length=64)
    agency_id = models.UUIDField("验真机关")
    agency_name = models.CharField("验真机关名称", max_length=200)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name="工程项目")
    where_name = models.CharField("地点", max_length=300)
    place = models.CharField("所在区划", max_length=64, db_collation="C")
    province = models.CharField("省级", max_length=9, blank=True)
    city = models.CharField("市级", max_length=9, blank=True)
    county = models.CharField("县级", max_length=9, blank=True)
    lat = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    visit_kind = models.CharField("检查类别", max_length=32, blank=True)
    visit_id = models.UUIDField("检查", null=True)
    visit_name = models.CharField("所属检查", max_length=300, blank=True)
    code_result = models.CharField("证照二维码", max_length=16, choices=CodeResult)
    certificate = models.ForeignKey(
        "certificates.Certificate", models.PROTECT, null=True, related_name="+", verbose_name="证照"
    )
    certificate_name = models.CharField("证照名称", max_length=100, blank=True)
    certificate_number = models.CharField("证照编号", max_length=100, blank=True)
    standing = models.CharField("当时状态", max_length=32, blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="持证人")
    person_name = models.CharField("持证人姓名", max_length=64, blank=True)
    method = models.CharField("核对方式", max_length=16, choices=IdentityMethod)
    outcome = models.CharField("核对结果", max_length=16, choices=CheckOutcome)
    no_face = models.CharField("未刷脸原因", max_length=16, choices=NoFaceReason, blank=True)
    document_matches = models.BooleanField("证件号相符", null=True)
    likeness = models.BooleanField("本人与证件相貌相符", null=True)
    face_service = models.CharField("比对服务", max_length=100, blank=True)
    face_model = models.CharField("算法版本", max_length=100, blank=True)
    face_score = models.CharField("服务给出的分值", max_length=32, blank=True)
    face_live = models.BooleanField("活体", null=True)
    face_reference = models.CharField("服务流水号", max_length=100, blank=True)
    consent = models.ForeignKey(
        "certificates.FaceConsent", models.PROTECT, null=True, related_name="+", verbose_name="同意"
    )
    wrong = models.BooleanField("不符", default=False)
    note = models.CharField("说明", max_length=300, blank=True)

    objects = CertificateCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "验真记录"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_face_was_compared_by_somebody",
                condition=Q(method=IdentityMethod.FACE) & ~Q(face_service="") & ~Q(face_reference="")
                | ~Q(method=IdentityMethod.FACE) & Q(face_service="") & Q(face_score=""),
            ),
        ]
        indexes: ClassVar = [
            *(
                models.Index(fields=[*filter(None, [level]), "at", "id"], include=["place"], name=f"checks_{level or 'nation'}")
                for level in ("county", "city", "province", "")
            ),
            models.Index(fields=["project", "day"], name="checks_of_project"),
            models.Index(fields=["visit_id"], condition=Q(visit_id__isnull=False), name="checks_of_visit"),
            models.Index(fields=["certificate", "-at"], name="checks_of_certificate"),
            models.Index(fields=["person", "-at"], name="checks_of_person"),
        ]  # fmt: skip
        # Which row stands for a person or a certificate may change when duplicates are merged; what was seen may not.
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="certificate_check_fixed", exclude=["person", "certificate", "project"]),
            pgtrigger.Protect(name="certificate_check_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person_name or self.certificate_number} {self.day}"
