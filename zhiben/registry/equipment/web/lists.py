"""设备 as lists: every machine, and what stands where now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import (
    Asked,
    ChoiceFilter,
    DateRangeFilter,
    DivisionFilter,
    Rows,
    TextFilter,
    ToggleFilter,
)
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.registry.equipment.models import Equipment, EquipmentStand
from zhiben.registry.equipment.policies import KEEPERS, READERS
from zhiben.registry.equipment.queries import (
    Terms,
    aged,
    bring_places,
    device_due,
    in_state,
    inspection_due,
    reminders,
    unregistered,
)
from zhiben.registry.equipment.terms import EquipmentKind, StandStatus

STATE_TONES: Final = {"在场": "green", "未备案": "yellow", "报废": "red"}
STAND_TONES: Final = {"registered": "green", "accepted": "blue", "stopped": "yellow", "dismantle_notified": "orange"}
REMINDER_TONES: Final = {
    "检测过期": "red", "标定过期": "red", "逾期未登记": "orange", "超年限": "orange", "检测临期": "yellow", "标定临期": "yellow",
}  # fmt: skip
STATES: Final = (("standing", "在场"), ("stored", "已备案未使用"), ("unfiled", "未备案"), ("scrapped", "报废"))


def _search(rows: Any, text: str) -> Any:
    return rows.search(text)


def _search_stands(rows: Any, text: str) -> Any:
    found = Equipment.objects.search(text).values("pk")
    return rows.filter(equipment__in=found) | rows.filter(reg_no__startswith=text.strip().upper())


def _terms(actor: Actor, at: datetime) -> Terms:
    return Terms.of(actor.path, day_of(at))


@dataclass(frozen=True, kw_only=True)
class StateFilter(ChoiceFilter):
    """Where a machine stands in its life: derived from its number, its stands and its end."""

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        found: Rows = in_state(rows, asked.value(self.name))
        return found


class EquipmentList(ListPage[Equipment]):
    name = "equipment"
    title = "起重机械"
    meaning = "塔机、施工升降机、物料提升机。各级监管机构共用一本名册，企业看到自己的和自己工地上的。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="named", label="设备", value=lambda e: f"{e.get_kind_display()} {e.model}".strip(), sort="model"),
        Column(key="filing_no", label="产权备案编号", sort="filing_no"),
        Column(key="serial", label="出厂编号"),
        Column(key="maker", label="制造单位", hidden=True),
        Column(key="made_on", label="出厂日期", kind=Kind.DATE, sort="made_on"),
        Column(key="owner__name", label="产权单位", width="wide"),
        Column(key="state", label="状态", kind=Kind.CHIP, value=lambda e: e.state, tones=STATE_TONES),
        Column(key="where", label="所在工程", value=lambda e: e.where, width="wide"),
        Column(
            key="doubtful", label="存疑", kind=Kind.CHIP, value=lambda e: "存疑" if e.doubtful else "",
            tones={"存疑": "yellow"},
        ),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="备案编号、出厂编号、型号或制造单位", search=_search),
        ChoiceFilter(name="kind", label="类别", field="kind", choices=EquipmentKind.choices),
        StateFilter(name="state", label="状态", field="pk", choices=STATES),
        DateRangeFilter(name="made", label="出厂日期", field="made_on", moment=False),
        ToggleFilter(
            name="aged", label="超过年限须评估",
            apply=lambda rows, actor, at: rows.filter(aged(_terms(actor, at)), scrapped_on=None),
        ),
        ToggleFilter(name="doubtful", label="存疑", apply=lambda rows, actor, at: rows.filter(doubtful=True)),
    )  # fmt: skip
    totals_by = "kind"
    marks: ClassVar[Mapping[str, str]] = {"equipment": "pk"}
    empty = Empty(why="还没有登记设备。", next_step="可以导入起重机械台账，或逐台登记。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Equipment]:
        self.actor = actor
        return Equipment.objects.visible_to(actor).select_related("owner")

    def row_url(self, row: Equipment) -> str:
        return reverse("equipment:page", args=[row.pk])

    def prepare(self, rows: Sequence[Equipment]) -> None:
        bring_places(rows, self.actor)

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        if actor.role not in KEEPERS:
            return ()
        return [PageAction(label="登记设备", url=reverse("equipment:register"), primary=True)]


class StandList(ListPage[EquipmentStand]):
    name = "equipment_stands"
    title = "在场起重机械"
    meaning = "现在安装在本辖区工地上的起重机械，检测、标定到期和未登记的一目了然。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(
            key="named", label="设备", value=lambda s: f"{s.equipment.get_kind_display()} {s.equipment.model}".strip()
        ),
        Column(key="project__name", label="工程", width="wide"),
        Column(key="filing_no", label="产权备案编号", value=lambda s: s.equipment.filing_no),
        Column(key="reg_no", label="使用登记证号"),
        Column(key="status", label="状态", kind=Kind.CHIP, tones=STAND_TONES, sort="status"),
        Column(key="reminders", label="提醒", kind=Kind.CHIP, value=lambda s: s.reminders, tones=REMINDER_TONES),
        Column(
            key="inspect_due_on", label="检测有效期止", kind=Kind.DUE, sort="inspect_due_on",
            value=lambda s: end_of_day(s.inspect_due_on) if s.inspect_due_on else None,
        ),
        Column(key="installer__name", label="安装单位", hidden=True),
        Column(key="user_unit__name", label="使用单位", hidden=True),
        Column(key="installed_on", label="安装日期", kind=Kind.DATE, sort="installed_on", hidden=True),
        Column(key="accepted_on", label="验收日期", kind=Kind.DATE, sort="accepted_on", hidden=True),
        Column(key="registered_on", label="登记日期", kind=Kind.DATE, sort="registered_on", hidden=True),
        Column(key="valid_from", label="进场", kind=Kind.DATE, sort="valid_from"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="备案编号、出厂编号、使用登记证号", search=_search_stands),
        DivisionFilter(prefix="project__"),
        ChoiceFilter(name="status", label="状态", field="status", choices=StandStatus.choices),
        ChoiceFilter(name="kind", label="类别", field="equipment__kind", choices=EquipmentKind.choices),
        ToggleFilter(
            name="inspect", label="检测到期", apply=lambda rows, actor, at: rows.filter(inspection_due(_terms(actor, at)))
        ),
        ToggleFilter(
            name="device", label="标定到期", apply=lambda rows, actor, at: rows.filter(device_due(_terms(actor, at)))
        ),
        ToggleFilter(
            name="unregistered", label="验收后逾期未登记",
            apply=lambda rows, actor, at: rows.filter(unregistered(_terms(actor, at))),
        ),
        ToggleFilter(
            name="aged", label="超过年限须评估",
            apply=lambda rows, actor, at: rows.filter(aged(_terms(actor, at), "equipment__")),
        ),
    )  # fmt: skip
    totals_by = "status"
    marks: ClassVar[Mapping[str, str]] = {"equipment": "equipment_id", "project": "project_id"}
    empty = Empty(why="还没有登记在场的起重机械。", next_step="可以导入起重机械台账，或在设备页登记安装使用。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[EquipmentStand]:
        self.terms = _terms(actor, at)
        present = EquipmentStand.objects.visible_to(actor).filter(valid_to=None)
        return present.select_related("equipment", "project", "installer", "user_unit")

    def row_url(self, row: EquipmentStand) -> str:
        return reverse("equipment:page", args=[row.equipment_id])

    def prepare(self, rows: Sequence[EquipmentStand]) -> None:
        for row in rows:
            row.reminders = "、".join(reminders(row, self.terms))  # type: ignore[attr-defined]
