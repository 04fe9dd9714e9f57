"""The table of marks. Nothing is deleted: a mark that no longer holds has an ``until``."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.marks.terms import Origin, Tone


class MarkQuerySet(models.QuerySet["Mark"]):
    def visible_to(self, actor: Actor) -> Self:
        """Regulators: those on open registries, and those standing in their division. Nobody else."""
        if actor.is_system or (actor.is_regulator and not actor.path):
            return self
        if not actor.is_regulator:
            return self.none()
        return self.filter(Q(place="") | Q(place__gte=actor.path, place__lt=f"{actor.path[:-1]}/"))

    def open(self) -> Self:
        """Those that hold now."""
        return self.filter(until=None)

    def on_subjects(self, kind: str, ids: Iterable[UUID]) -> Self:
        return self.filter(subject_kind=kind, subject_id__in=list(ids))


class Mark(models.Model):
    """一条异常标记 on a subject. ``code``: the rule's, or one of ``ManualMark``; ``label`` is the badge.

    ``place``: path of where a scoped subject (a project, a case) stands, so that the row is seen as far as the subject
    is; empty for the open registries. ``link`` leads to what the mark rests on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField("主体类别", max_length=24)
    subject_id = models.UUIDField("主体")
    code = models.CharField("标记代码", max_length=64)
    label = models.CharField("标记", max_length=40)
    tone = models.CharField("程度", max_length=8, choices=Tone, default=Tone.ORANGE)
    reason = models.CharField("事由", max_length=500)
    place = models.CharField("所在地路径", max_length=64, blank=True, db_collation="C")
    link = models.CharField("详情", max_length=200, blank=True)
    origin = models.CharField("来源", max_length=8, choices=Origin)
    since = models.DateTimeField("标记时间")
    until = models.DateTimeField("解除时间", null=True, blank=True)
    set_by = models.UUIDField("标记人账号", null=True, blank=True)
    set_by_name = models.CharField("标记人", max_length=100, blank=True)
    cleared_by = models.UUIDField("解除人账号", null=True, blank=True)
    cleared_by_name = models.CharField("解除人", max_length=100, blank=True)
    cleared_why = models.CharField("解除事由", max_length=500, blank=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异常标记"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "code"], condition=Q(until=None), name="one_open_mark_of_a_code"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "code", "subject_id"], condition=Q(until=None), name="open_marks"),
            models.Index(fields=["since", "id"], condition=Q(until=None), name="open_marks_by_time"),
            models.Index(fields=["subject_kind", "subject_id", "since"], name="marks_of_a_subject"),
        ]

    def __str__(self) -> str:
        return self.label
