"""回头看: the list, the page of one, planning a round, and what came back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.domains.hazards.models import LookBack
from zhiben.domains.hazards.policies import OFFICERS, REGULATORS
from zhiben.domains.hazards.services.look_backs import (
    PLANNERS,
    hold_look_back,
    plan_first_round,
    rebound,
)
from zhiben.domains.hazards.terms import Level, LookBackState
from zhiben.domains.hazards.web.lists import past_clock
from zhiben.domains.hazards.web.picking import DUE
from zhiben.domains.hazards.web.treatment import LOOK_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Fact, Parts, PhotoSet, Related, Verb
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.figures import FigureFilter
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind, Transition

CRUMBS: Final = (("首页", "/home"), ("回头看", "/look-backs/"))
ROUND: Final = (
    Input(name="since", label="发现日期从", kind=InputKind.DATE),
    Input(name="until", label="到", kind=InputKind.DATE),
    DUE,
    Input(name="theme", label="由来", initial=lambda _: "第一轮问题"),
)


class LookBackList(ListPage[LookBack]):
    name, title = "look-backs", "回头看"
    meaning = "销号后的隐患再到现场看一次：还合格，还是反弹了。"
    roles = REGULATORS
    columns = (
        Column(key="title", label="回头看", width="wide"),
        Column(key="where_name", label="工程名称", width="wide"),
        Column(key="theme", label="由来"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=LOOK_TONES, sort="state",
               value=lambda one: one.get_state_display()),
        Column(key="due_at", label="期限", kind=Kind.DUE, sort="due_at"),
        Column(key="found_on", label="隐患发现日期", kind=Kind.DATE, sort="found_on"),
        Column(key="held_on", label="回头看日期", kind=Kind.DATE, sort="held_on"),
        Column(key="held_by", label="回头看人员"),
        Column(key="planned_by", label="安排人", hidden=True),
        Column(key="conclusion", label="情况", hidden=True),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="隐患或工程", fields=("title", "where_name", "theme")),
        ChoiceFilter(name="state", label="状态", field="state", choices=LookBackState.choices),
        DivisionFilter(), FigureFilter(),
        DateRangeFilter(name="found", label="隐患发现日期", field="found_on", moment=False),
        ToggleFilter(name="overdue", label="逾期未看", apply=past_clock),
    )  # fmt: skip
    totals_by, default_sort = "state", "due_at"
    empty = Empty(
        why="这里还没有安排回头看。", next_step="重大隐患销号后自动安排，也可以按发现日期成批安排第一轮问题。"
    )

    def rows(self, actor: Actor, at: datetime) -> QuerySet[LookBack]:
        return LookBack.objects.visible_to(actor)

    def row_url(self, row: LookBack) -> str:
        return case_url("hazard.look_back", row.pk)

    def actions(self, actor: Actor) -> list[PageAction]:
        if actor.role not in PLANNERS:
            return []
        return [PageAction(label="安排一轮回头看", url=reverse("hazards:look-back-round"), primary=True)]


class LookBackPage(CasePage[LookBack]):
    flow_code, roles, tones, crumbs = "hazard.look_back", REGULATORS, LOOK_TONES, CRUMBS

    def related(self, rows: Any) -> Any:
        return rows.select_related("hazard", "rebound")

    def parts(self, case: LookBack, actor: Actor, at: datetime) -> Parts:
        mine = actor.role in OFFICERS and actor.reach_id == case.agency_id and case.closed_at is None
        related = [Related(case.hazard.title, case_url("hazard", case.hazard_id), "原隐患")]
        if case.rebound:
            related.append(Related(case.rebound.title, case_url("hazard", case.rebound.pk), "反弹隐患"))
        photos = attachments_of("hazard.look_back", [case.pk])
        before = [a for a in attachments_of("hazard", [case.hazard_id]) if a.slot.startswith(("after", "recheck"))]
        return Parts(
            facts=[
                Fact("由来", case.theme), Fact("安排人", case.planned_by), Fact("隐患发现日期", case.found_on),
                Fact("销号日期", case.hazard.closed_on), Fact("隐患描述", case.hazard.description, wide=True),
                Fact("回头看日期", case.held_on), Fact("回头看人员", case.held_by),
                Fact("现场情况", case.conclusion, wide=True),
            ],
            photos=[PhotoSet("整改后", before), PhotoSet("回头看", photos)] if before or photos else [],
            related=related,
            extra_verbs=[Verb("隐患反弹", reverse("hazards:look-back-rebound", args=[case.pk]), "danger")] if mine else [],
        )  # fmt: skip

    def inputs(self, case: LookBack, row: Transition[LookBack], actor: Actor) -> Sequence[Input]:
        return [i for i in row.inputs if i.name != "held_by"]

    def handle(
        self, *, actor: Actor, case: LookBack, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        if action == "hold":
            photos = [UUID(str(p)) for p in inputs.get("photos") or ()]
            hold_look_back(actor=actor, look_back_id=case.pk, conclusion=inputs["conclusion"], photos=photos, at=at)
        else:
            super().handle(actor=actor, case=case, action=action, at=at, on_behalf_of=on_behalf_of, inputs=inputs)


@open_to(PLANNERS)
def plan_round(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()

    def do(values: dict[str, Any]) -> tuple[str, str]:
        planned, still = plan_first_round(actor=actor, since=values["since"], until=values["until"],
                                          due_on=values["due_on"], theme=values["theme"], at=at)  # fmt: skip
        words = f"已安排 {planned} 条回头看。" + (f"另有 {still} 条还没有销号，不在其中。" if still else "")
        return words, reverse("hazards:look-backs")

    return answer_form(
        request, inputs=ROUND, do=do, title="安排一轮回头看", button="安排", back="/look-backs/", crumbs=CRUMBS,
        lead="把这段时间发现、已经销号的问题全部带出来，每条到现场再看一次。", initials={"theme": "第一轮问题"},
    )  # fmt: skip


@open_to(OFFICERS)
def came_back(request: HttpRequest, look_back_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    look = LookBack.objects.visible_to(actor).select_related("hazard").filter(pk=look_back_id).first()
    if look is None:
        raise NotVisible()
    inputs = [
        Input(name="conclusion", label="现场情况", kind=InputKind.LONGTEXT),
        Input(name="why", label="复发原因", kind=InputKind.LONGTEXT),
        Input(name="photos", label="现场照片", kind=InputKind.PHOTOS),
    ]
    if look.hazard.level == Level.MAJOR:
        inputs.append(Input(name="clause_code", label="判定条款", kind=InputKind.CLAUSE, required=False))

    def do(values: dict[str, Any]) -> tuple[str, str]:
        new = rebound(
            actor=actor, look_back_id=look_back_id, conclusion=values["conclusion"], why=values["why"], at=at,
            photos=[UUID(str(p)) for p in values["photos"]], clause_code=values.get("clause_code") or "",
        )  # fmt: skip
        return "已登记反弹，新隐患与原隐患相连，请下达整改。", case_url("hazard", new.pk)

    return answer_form(
        request, inputs=inputs, do=do, title="隐患反弹", button="登记反弹", danger=True, lead=look.title, crumbs=CRUMBS,
        back=case_url("hazard.look_back", look_back_id), initials={"clause_code": look.hazard.clause_code},
    )  # fmt: skip
