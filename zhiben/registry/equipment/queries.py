"""What must be done about machines on site: inspections due, registrations missing, machines grown old."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.parameters.paths import paths_above
from zhiben.kernel.parameters.queries import ParameterNotSet, in_force
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.registry.equipment.parameters import DUE_SOON, REGISTER_WITHIN, RETIRE_YEARS
from zhiben.registry.equipment.terms import EquipmentKind
from zhiben.registry.projects.public import projects

SMALL_BELOW: Final = 630
MEDIUM_BELOW: Final = 1250
ROPE: Final = "SS"
ELSEWHERE: Final = "其他工程"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The terms that hold for somebody on a day. ``years`` by kind of machine, see ``RETIRE_YEARS``."""

    on: date
    soon: int
    register_within: int
    years: dict[str, int]

    @classmethod
    def of(cls, path: str, on: date) -> "Terms":
        """One query; raises ParameterNotSet where nobody has set one of them."""
        keys = [DUE_SOON, REGISTER_WITHIN, *(key for key, _ in RETIRE_YEARS.values())]
        rows = in_force(keys, on).filter(path__in=paths_above(path)).order_by(Length("path"))
        held = {row.key: int(row.value) for row in rows}
        for key in keys:
            if key not in held:
                raise ParameterNotSet(key, path, on)
        return cls(
            on=on, soon=held[DUE_SOON], register_within=held[REGISTER_WITHIN],
            years={name: held[key] for name, (key, _) in RETIRE_YEARS.items()},
        )  # fmt: skip

    def born_before(self, name: str) -> date:
        """Machines of this class made before this day are past their years."""
        day = 28 if (self.on.month, self.on.day) == (2, 29) else self.on.day
        return self.on.replace(year=self.on.year - self.years[name], day=day)

    @property
    def due_by(self) -> date:
        return self.on + timedelta(days=self.soon)

    @property
    def accepted_before(self) -> date:
        return self.on - timedelta(days=self.register_within)


def class_of(machine: Equipment) -> str:
    """Which term of years counts; without a rated moment the longest. Empty where the country set none."""
    if machine.kind == EquipmentKind.HOIST:
        return "hoist_rope" if machine.model.upper().startswith(ROPE) else "hoist_rack"
    if machine.kind != EquipmentKind.TOWER:
        return ""
    if machine.rated_moment is None or machine.rated_moment >= MEDIUM_BELOW:
        return "tower_large"
    return "tower_small" if machine.rated_moment < SMALL_BELOW else "tower_medium"


def is_aged(machine: Equipment, terms: Terms) -> bool:
    """Past its years, so that it must be assessed: from the day after the full years on."""
    name = class_of(machine)
    return bool(name and machine.made_on and machine.made_on < terms.born_before(name))


def aged(terms: Terms, prefix: str = "") -> Q:
    """The same as a condition on rows. ``prefix``: path from the row to the machine."""

    def one(name: str, **more: Any) -> Q:
        wanted = {"made_on__lt": terms.born_before(name), **more}
        return Q(**{f"{prefix}{k}": v for k, v in wanted.items()})

    small, medium = {"rated_moment__lt": SMALL_BELOW}, {"rated_moment__lt": MEDIUM_BELOW}
    rope = {f"{prefix}model__istartswith": ROPE}
    known = Q(**{f"{prefix}rated_moment__isnull": False})
    return (
        one("tower_small", kind=EquipmentKind.TOWER, **small)
        | one("tower_medium", kind=EquipmentKind.TOWER, rated_moment__gte=SMALL_BELOW, **medium)
        | (one("tower_large", kind=EquipmentKind.TOWER) & (~known | Q(**{f"{prefix}rated_moment__gte": MEDIUM_BELOW})))
        | (one("hoist_rope", kind=EquipmentKind.HOIST) & Q(**rope))
        | (one("hoist_rack", kind=EquipmentKind.HOIST) & ~Q(**rope))
    )


def reminders(stand: EquipmentStand, terms: Terms) -> list[str]:
    """What is overdue or soon due about a machine on site, as words of a list; ``stand.equipment`` is read."""
    if stand.valid_to is not None:
        return []
    found = []
    for day, over, soon in (
        (stand.inspect_due_on, "检测过期", "检测临期"), (stand.safety_device_due_on, "标定过期", "标定临期"),
    ):  # fmt: skip
        if day and day <= terms.due_by:
            found.append(over if day < terms.on else soon)
    if stand.accepted_on and not stand.registered_on and stand.accepted_on < terms.accepted_before:
        found.append("逾期未登记")
    if is_aged(stand.equipment, terms):
        found.append("超年限")
    return found


def inspection_due(terms: Terms) -> Q:
    return Q(inspect_due_on__lte=terms.due_by)


def device_due(terms: Terms) -> Q:
    return Q(safety_device_due_on__lte=terms.due_by)


def unregistered(terms: Terms) -> Q:
    return Q(accepted_on__lt=terms.accepted_before, registered_on=None)


def in_state(rows: Any, state: str) -> Any:
    """Those of ``rows`` (machines) that are standing, stored, unfiled or scrapped; another word leaves them as they are."""
    standing = Exists(EquipmentStand.objects.filter(equipment_id=OuterRef("pk"), valid_to=None))
    if state == "scrapped":
        return rows.exclude(scrapped_on=None)
    if state == "standing":
        return rows.filter(standing)
    if state in ("stored", "unfiled"):
        rows = rows.filter(~standing, scrapped_on=None)
        return rows.filter(filing_no="") if state == "unfiled" else rows.exclude(filing_no="")
    return rows


def state_of(machine: Equipment, *, standing: bool) -> str:
    if machine.scrapped_on:
        return "报废"
    if standing:
        return "在场"
    return "已备案" if machine.filing_no else "未备案"


def bring_places(machines: Sequence[Any], actor: Actor) -> None:
    """``where`` each stands now, by name as far as the actor sees the sites, and its ``state``. Two queries."""
    standing: dict[Any, list[Any]] = {}
    present = EquipmentStand.objects.filter(equipment_id__in=[row.pk for row in machines], valid_to=None)
    for equipment_id, project_id in present.order_by("valid_from").values_list("equipment_id", "project_id"):
        standing.setdefault(equipment_id, []).append(project_id)
    wanted = {p for found in standing.values() for p in found}
    names = dict(projects(actor).filter(pk__in=wanted).values_list("pk", "name"))
    for row in machines:
        where = [names.get(p, ELSEWHERE) for p in standing.get(row.pk, ())]
        row.where = "、".join(dict.fromkeys(where))
        row.state = state_of(row, standing=bool(where))


def parties_of(equipment_ids: Iterable[UUID]) -> dict[UUID, list[EquipmentParty]]:
    """Who has to do with each machine, past and present, latest first, each with its ``enterprise``. One query."""
    found: dict[UUID, list[EquipmentParty]] = {}
    rows = EquipmentParty.objects.filter(equipment_id__in=list(equipment_ids)).select_related("enterprise")
    for row in rows.order_by("-valid_from", "-id"):
        found.setdefault(row.equipment_id, []).append(row)
    return found


def operators_of(stand_ids: Iterable[UUID]) -> dict[UUID, list[EquipmentOperator]]:
    """Who works the machine on each stand now, each with its ``person`` (masked). One query."""
    found: dict[UUID, list[EquipmentOperator]] = {}
    rows = EquipmentOperator.objects.filter(stand_id__in=list(stand_ids), valid_to=None).select_related("person")
    for row in rows.order_by("job", "id"):
        if row.stand_id:
            found.setdefault(row.stand_id, []).append(row)
    return found
