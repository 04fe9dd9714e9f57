"""``/equipment``: machines, where they stand, who has to do with them."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.receipts import note_read
from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.base.clock import now, today
from zhiben.registry.agencies.public import in_division
from zhiben.registry.equipment.api import schemas as s
from zhiben.registry.equipment.models import EquipmentStand
from zhiben.registry.equipment.policies import KEEPERS, READERS
from zhiben.registry.equipment.public import equipment, equipment_for, stand_for, stands
from zhiben.registry.equipment.queries import (
    Terms,
    aged,
    bring_places,
    device_due,
    in_state,
    inspection_due,
    is_aged,
    operators_of,
    parties_of,
    reminders,
    unregistered,
)
from zhiben.registry.equipment.services import (
    EquipmentFacts,
    StandFacts,
    appoint_operator,
    end_stand,
    move_stand,
    name_party,
    place_equipment,
    register_equipment,
    relieve_operator,
    scrap_equipment,
)

router = Router(tags=["起重机械"])
ONE, STAND = "/{uuid:equipment_id}", "/stands/{uuid:stand_id}"
JOINED = ("equipment", "project", "installer", "user_unit")


@router.get("", response=Page[s.EquipmentOut], summary="设备列表")
def equipment_list(request: HttpRequest, query: Query[s.EquipmentQuery]) -> dict[str, Any]:
    """监管机构看全部，企业看自己的和自己工地上的。"""
    actor = caller(request, READERS)
    rows: Any = equipment(actor).select_related("owner")
    rows = in_state(rows.search(query.q) if query.q.strip() else rows, query.state)
    given = {"kind": query.kind, "owner_id": query.owner, "doubtful": query.doubtful}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if query.aged:
        rows = rows.filter(aged(Terms.of(actor.path, today())), scrapped_on=None)
    page = page_of(rows, query)
    bring_places(page["items"], actor)
    note_read(actor, "equipment", *(row.pk for row in page["items"]), at=now(), way="api")
    return page


@router.get("/stands", response=Page[s.StandOut], summary="安装使用列表")
def stand_list(request: HttpRequest, query: Query[s.StandQuery]) -> dict[str, Any]:
    """什么设备装在哪个工地上；只列出调用者看得到的工程。"""
    actor = caller(request, READERS)
    terms = Terms.of(actor.path, today())
    page = page_of(_narrowed(stands(actor), query, terms).select_related(*JOINED), query)
    for row in page["items"]:
        row.reminders = reminders(row, terms)
    return page


@router.get(ONE, response=s.EquipmentDetail, summary="一台设备")
def equipment_detail(request: HttpRequest, equipment_id: UUID) -> Any:
    """连同相关单位、安装使用和操作人员。"""
    actor = caller(request, READERS)
    machine = equipment_for(actor, equipment_id)
    note_read(actor, "equipment", machine.pk, at=now(), way="api")
    bring_places([machine], actor)
    seen = stands(actor).filter(equipment=machine).select_related(*JOINED)
    rows = sorted(seen.order_by("-valid_from", "-id"), key=lambda one: one.valid_to is not None)
    standing = EquipmentStand.objects.filter(equipment=machine, valid_to=None).count()
    terms, found = _bring(rows, actor), cast(Any, machine)
    found.stand_rows, found.party_rows = rows, parties_of([machine.pk]).get(machine.pk, [])
    found.elsewhere = standing - sum(one.valid_to is None for one in rows)
    found.aged = machine.scrapped_on is None and is_aged(machine, terms)
    return found


@router.post("", response={201: s.EquipmentOut}, summary="登记一台设备")
@idempotent
def register(request: HttpRequest, given: s.EquipmentIn) -> Status[Any]:
    """同一编号已有别的设备的，照样登记，两台都标为存疑。"""
    actor = caller(request, KEEPERS)
    made = register_equipment(actor=actor, facts=EquipmentFacts(**given.dict()), at=now())
    bring_places([made], actor)
    return Status(201, made)


@router.post(f"{ONE}/parties", response={201: s.EquipmentPartyOut}, summary="变更产权或维保单位")
@idempotent
def party(request: HttpRequest, equipment_id: UUID, given: s.EquipmentPartyIn) -> Status[Any]:
    made = name_party(actor=caller(request, KEEPERS), equipment_id=equipment_id, at=now(), **given.dict())
    return Status(201, made)


@router.post(f"{ONE}/scrap", response=s.EquipmentOut, summary="报废")
@idempotent
def scrap(request: HttpRequest, equipment_id: UUID, given: s.ScrapIn) -> Any:
    """还在工地上的不能报废。"""
    actor = caller(request, KEEPERS)
    done = scrap_equipment(actor=actor, equipment_id=equipment_id, at=now(), **given.dict())
    bring_places([done], actor)
    return done


@router.post(f"{ONE}/stands", response={201: s.StandDetail}, summary="登记安装使用")
@idempotent
def place(request: HttpRequest, equipment_id: UUID, given: s.StandIn) -> Status[Any]:
    """由负责监管该工程的机构登记。同时在两个工地上的照样登记，规则会列出来。"""
    actor, values = caller(request, KEEPERS), given.dict()
    where = {name: values.pop(name) for name in ("project_id", "on", "status")}
    made = place_equipment(actor=actor, equipment_id=equipment_id, facts=StandFacts(**values), at=now(), **where)
    return Status(201, _one(actor, made.pk))


@router.get(STAND, response=s.StandDetail, summary="一次安装使用")
def stand_detail(request: HttpRequest, stand_id: UUID) -> Any:
    return _one(caller(request, READERS), stand_id)


@router.post(STAND, response=s.StandDetail, summary="更新安装使用")
@idempotent
def move(request: HttpRequest, stand_id: UUID, given: s.StandChangeIn) -> Any:
    """只改写了的项；status 是下一步。"""
    actor = caller(request, KEEPERS)
    move_stand(actor=actor, stand_id=stand_id, at=now(), **given.dict(exclude_unset=True))
    return _one(actor, stand_id)


@router.post(f"{STAND}/end", response=s.StandDetail, summary="登记拆卸退场")
@idempotent
def end(request: HttpRequest, stand_id: UUID, given: s.EndIn) -> Any:
    """使用单位、安装单位和操作人员同时离开。"""
    actor = caller(request, KEEPERS)
    end_stand(actor=actor, stand_id=stand_id, on=given.on, at=now())
    return _one(actor, stand_id)


@router.post(f"{STAND}/operators", response={201: s.OperatorOut}, summary="登记操作人员")
@idempotent
def appoint(request: HttpRequest, stand_id: UUID, given: s.OperatorIn) -> Status[Any]:
    return Status(201, appoint_operator(actor=caller(request, KEEPERS), stand_id=stand_id, at=now(), **given.dict()))


@router.post("/operators/{uuid:operator_id}/end", response={204: None}, summary="操作人员离岗")
@idempotent
def relieve(request: HttpRequest, operator_id: UUID, given: s.EndIn) -> Status[None]:
    relieve_operator(actor=actor_of(request), operator_id=operator_id, on=given.on, at=now())
    return Status(204, None)


def _narrowed(rows: Any, query: s.StandQuery, terms: Terms) -> Any:
    rows = rows if query.past else rows.filter(valid_to=None)
    given = {
        "project_id": query.project, "equipment_id": query.equipment, "status": query.status, "equipment__kind": query.kind,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if query.division:
        rows = rows.filter(**{f"project__{column}": code for column, code in in_division(query.division).items()})
    for name, condition in (
        ("inspection_due", inspection_due), ("device_due", device_due), ("unregistered", unregistered),
    ):  # fmt: skip
        rows = rows.filter(condition(terms)) if getattr(query, name) else rows
    return rows


def _one(actor: Actor, stand_id: UUID) -> Any:
    found = stand_for(actor, stand_id)
    _bring([found], actor)
    return found


def _bring(rows: list[Any], actor: Actor) -> Terms:
    """Reminders and operators of each stand. Two queries."""
    terms, working = Terms.of(actor.path, today()), operators_of([row.pk for row in rows])
    for row in rows:
        row.reminders = reminders(row, terms)
        row.operator_rows = working.get(row.pk, [])
    return terms
