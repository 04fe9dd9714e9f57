"""The tables that every case shares: its own columns, its history, its parties, its to-dos."""

from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat

from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.audit.triggers import append_only
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.base.postgres.lookups import gathered
from zhiben.kernel.workflow.terms import Told

M = TypeVar("M", bound=models.Model)
ENGINE_OWNED = frozenset({"state", "due_at", "due_rule", "seq", "flow_version", "closed_at"})


class CaseQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> Self:
        """Regulators see what stands in their division; parties see the cases they are party to; nobody else any."""
        if actor.is_system:
            return self
        if actor.reach == ReachKind.AGENCY:
            if not actor.is_regulator:
                return self.none()
            column = DIVISION_COLUMNS.get(actor.level)
            return self.filter(**{column: actor.division_code}) if column else self
        if actor.party_key:
            mine = CaseParty.objects.filter(party=actor.party_key, flow__in=self._flows())
            return self.filter(pk__any_of=gathered(mine.values("case_id")), seen_by_parties=True)
        return self.none()

    def _flows(self) -> list[str]:
        """Codes of the flows these cases may follow: whose parties are looked through."""
        from zhiben.kernel.workflow.registry import codes_of

        return codes_of(self.model)

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def overdue(self, *, at: datetime) -> Self:
        """Open cases whose clock has run out. Never a state."""
        return self.filter(due_at__lt=at)

    def update(self, **values: Any) -> int:
        if values.keys() & ENGINE_OWNED:
            raise TypeError("a case changes state only through kernel.workflow.engine.fire")
        return super().update(**values)


def list_indexes(name: str, by: str, *carried: str) -> list[models.Index]:
    """What a list over all cases of a kind reads, as a county, a city, a province and the nation look: (level, by, id).

    Carried beside: what it counts by and what the row-level net looks at, so that it need not look at the rows.
    """
    carried = ("state", "place", "seen_by_parties", *carried)
    return [
        models.Index(fields=[*filter(None, [level]), by, "id"], include=carried, name=f"{name}_{level or 'nation'}")
        for level in ("county", "city", "province", "")
    ]


class Case(models.Model):
    """Something that is opened, worked on under a deadline by named people, and closed.

    ``scope`` is the division path of the agency responsible now; ``place`` where the thing stands, for ever. The level
    columns repeat ``place`` because a list is (level column, due_at, id). ``seen_by_parties`` is False while a draft.
    ``due_rule`` says what ``due_at`` was computed from (``clocks``); null where a ledger brought it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField("标题", max_length=300)
    where_name = models.CharField("所在", max_length=300, blank=True)
    agency_id = models.UUIDField("办理机关")
    scope = models.CharField("辖区", max_length=64, db_collation="C")
    place = models.CharField("所在区划", max_length=64, db_collation="C")
    province = models.CharField("省级", max_length=9, blank=True)
    city = models.CharField("市级", max_length=9, blank=True)
    county = models.CharField("县级", max_length=9, blank=True)
    state = models.CharField("状态", max_length=32, editable=False)
    flow_version = models.PositiveSmallIntegerField(editable=False, default=1)
    seq = models.PositiveIntegerField("步数", default=0, editable=False)
    due_at = models.DateTimeField("办理期限", null=True, editable=False)
    due_rule = models.JSONField("期限依据", null=True, editable=False)
    opened_at = models.DateTimeField("建立时间")
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)
    backfilled = models.BooleanField("补录", default=False)
    silent = models.BooleanField("静默", default=False)
    seen_by_parties = models.BooleanField("对当事方可见", default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def columns_of_case(self) -> dict[str, Any]:
        """Whose it is and where it stands: what cases that hang on this one repeat."""
        names = ("agency_id", "scope", "place", "province", "city", "county", "where_name")
        return {name: getattr(self, name) for name in names}


class CaseMove(models.Model):
    """办理经过: the append-only history of every case. ``at``: when it happened; ``recorded_at``: when we learnt it."""

    id = models.BigAutoField(primary_key=True)
    flow = models.CharField(max_length=32)
    case_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=32)
    source = models.CharField(max_length=32, blank=True)
    target = models.CharField(max_length=32)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    reach_name = models.CharField(max_length=200, blank=True)
    on_behalf_of = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)
    inputs = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        triggers: ClassVar = [append_only("case_move_append_only")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case_id", "seq"], name="case_move_once")]

    def __str__(self) -> str:
        return f"{self.flow} {self.case_id} #{self.seq} {self.action}"


class CaseParty(models.Model):
    """Who else a case concerns: enterprises, the project, officers. ``party`` is ``kind:subject_id`` in one word."""

    flow = models.CharField(max_length=32)
    case_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=[(k, k) for k in ("enterprise", "project", "user")])
    subject_id = models.UUIDField()
    role = models.CharField(max_length=32)
    party = models.GeneratedField(
        expression=Concat("kind", Value(":"), Cast("subject_id", models.CharField(max_length=36))),
        output_field=models.CharField(max_length=64),
        db_persist=True,
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "当事方"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_id", "kind", "subject_id", "role"], name="case_party_once")
        ]
        indexes: ClassVar = [models.Index(fields=["party", "flow", "case_id"], name="case_by_party")]

    def __str__(self) -> str:
        return f"{self.role} {self.kind}"


class TodoQuerySet(models.QuerySet["Todo"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def held_at(self, actor: Actor) -> Self:
        """Pooled where the actor works, whatever his role."""
        return self.filter(holder_kind=actor.reach.value, holder_id=actor.reach_id) if actor.reach_id else self.none()

    def held_by(self, actor: Actor) -> Self:
        """What this actor must do: addressed to the person, or to the role at the agency, enterprise or project."""
        if actor.user_id is None or actor.reach in (ReachKind.NONE, ReachKind.ALL):
            return self.none()
        personal = Q(holder_kind="user", holder_id=actor.user_id)
        pooled = Q(holder_kind=actor.reach.value, holder_id=actor.reach_id, roles__contains=[actor.role.value])
        return self.filter(personal | pooled)


class Todo(models.Model):
    """待办: one thing somebody must do about one case. Opened on entering a state, closed on leaving it.

    ``assigned_to``: who of the holder's people is to do it (指派、领取). Others of the same role still may. ``told``: how
    far its holders have heard about this deadline: ``Told``, or at how many days overdue they were last urged.
    """

    id = models.BigAutoField(primary_key=True)
    flow = models.CharField(max_length=32)
    case_id = models.UUIDField()
    action = models.CharField("办理动作", max_length=32)
    label = models.CharField("事项", max_length=64)
    title = models.CharField("标题", max_length=300)
    where_name = models.CharField("所在", max_length=300, blank=True)
    holder_kind = models.CharField("承办方类别", max_length=16)
    holder_id = models.UUIDField("承办方")
    roles = ArrayField(models.CharField(max_length=32), verbose_name="承办角色")
    due_at = models.DateTimeField("期限", null=True)
    opened_at = models.DateTimeField("交办时间")
    opened_by = models.CharField("交办人", max_length=64, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    told = models.SmallIntegerField("已提醒到", db_default=Told.NOTHING.value)
    assigned_to = models.UUIDField("经办人", null=True)
    assigned_name = models.CharField("经办人姓名", max_length=64, blank=True, db_default="")
    assigned_at = models.DateTimeField("指派时间", null=True)

    objects = TodoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待办"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case_id", "action", "holder_kind", "holder_id"], condition=Q(closed_at=None), name="todo_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["holder_kind", "holder_id", "due_at"], condition=Q(closed_at=None), name="todo_open"),
            models.Index(fields=["case_id"], name="todo_by_case"),
            models.Index(fields=["flow", "told", "due_at"], condition=Q(closed_at=None), name="todo_untold"),
            models.Index(
                fields=["assigned_to"], condition=Q(closed_at=None) & ~Q(assigned_to=None), name="todo_by_assignee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"


class HandOver(models.Model):
    """一次移交: what one person handed over to another, as it stood then. ``items`` is what the list prints."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    from_user = models.UUIDField("移交人", db_index=True)
    from_name = models.CharField("移交人姓名", max_length=64)
    to_user = models.UUIDField("接收人", db_index=True)
    to_name = models.CharField("接收人姓名", max_length=64)
    reason = models.CharField("移交原因", max_length=200)
    done_by = models.UUIDField("办理人", null=True)
    done_by_name = models.CharField("办理人姓名", max_length=64)
    agency_id = models.UUIDField("办理机关", null=True)
    at = models.DateTimeField("移交时间")
    items = models.JSONField("清单", default=list, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = verbose_name_plural = "移交"
        triggers: ClassVar = [append_only("hand_over_append_only")]

    def __str__(self) -> str:
        return f"{self.from_name} → {self.to_name}"


class Urge(models.Model):
    """一次催办 about one case: by the platform at so many days overdue (``step``), or by a person (``step`` null).

    ``nth``: the how-manieth about this case; ``reached``: how many people were told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    flow = models.CharField(max_length=32)
    case_id = models.UUIDField("事项")
    nth = models.PositiveIntegerField("第几次")
    step = models.PositiveSmallIntegerField("逾期天数节点", null=True)
    due_at = models.DateTimeField("办理期限", null=True)
    days_overdue = models.PositiveIntegerField("逾期天数")
    actor_id = models.UUIDField("催办人", null=True)
    actor_name = models.CharField("催办人姓名", max_length=64)
    reach_name = models.CharField("催办人单位", max_length=200, blank=True)
    at = models.DateTimeField("催办时间")
    note = models.CharField("催办意见", max_length=200, blank=True)
    reached = models.PositiveIntegerField("送达人数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_id", "nth"], name="urges_are_counted"),
            models.UniqueConstraint(
                fields=["case_id", "due_at", "step"], condition=~Q(step=None), name="urge_once_per_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flow} {self.case_id} 第{self.nth}次"


class ClockChange(models.Model):
    """期限重算: a deadline that rested on 暂定 days and was computed again. ``version``: the calendar it follows now."""

    id = models.BigAutoField(primary_key=True)
    flow = models.CharField(max_length=32)
    case_id = models.UUIDField("事项")
    seq = models.PositiveIntegerField("步数")
    old_due = models.DateTimeField("原期限")
    new_due = models.DateTimeField("新期限")
    rule = models.JSONField("期限依据")
    reason = models.CharField("原因", max_length=200)
    version = models.BigIntegerField("日历版本")
    at = models.DateTimeField("重算时间")

    class Meta:
        verbose_name = verbose_name_plural = "期限重算"
        triggers: ClassVar = [append_only("clock_change_append_only")]
        indexes: ClassVar = [models.Index(fields=["case_id"], name="clock_changes_of_case")]

    def __str__(self) -> str:
        return f"{self.flow} {self.case_id} {self.old_due} → {self.new_due}"


class Recomputation(models.Model):
    """One whole run over all open cases after the calendar had changed."""

    id = models.BigAutoField(primary_key=True)
    version = models.BigIntegerField("日历版本", unique=True)
    moved = models.PositiveIntegerField("改动的期限")
    at = models.DateTimeField("完成时间")

    class Meta:
        verbose_name = verbose_name_plural = "期限重算批次"

    def __str__(self) -> str:
        return f"{self.version}"
