"""The page of one hazard."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from zhiben.domains.criteria.public import clause
from zhiben.domains.hazards.models import ChangeRequest, Hazard
from zhiben.domains.hazards.policies import OFFICERS, READERS
from zhiben.domains.hazards.services.hazards import take_step
from zhiben.domains.hazards.terms import ChangeKind, HazardState, Level
from zhiben.domains.hazards.web.lists import HAZARD_TONES
from zhiben.domains.hazards.web.photos import photo_sets, site_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import SITE_SIDE
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Fact, Parts, Person, Related, Verb
from zhiben.kernel.workflow.definition import Input, Transition

FILLED_IN = ("rechecked_by", "graded_by")
FOR_MAJOR = ("fund_wan", "emergency")


class HazardPage(CasePage[Hazard]):
    flow_code, roles, tones = "hazard", READERS, HAZARD_TONES
    crumbs = (("首页", "/home"), ("隐患台账", "/hazards/"))

    def related(self, rows: Any) -> Any:
        return rows.select_related("notice", "project")

    def parts(self, case: Hazard, actor: Actor, at: datetime) -> Parts:
        return Parts(
            facts=_facts(case), people=_people(case), photos=photo_sets("hazard", case.pk, round_=case.round),
            site=site_of(case.project),
            related=_related(case), extra_verbs=self._more_verbs(case, actor), responsible=case.responsible_person,
        )  # fmt: skip

    def inputs(self, case: Hazard, row: Transition[Hazard], actor: Actor) -> Sequence[Input]:
        left_out = FILLED_IN if case.level == Level.MAJOR else (*FILLED_IN, *FOR_MAJOR)
        return [i for i in row.inputs if i.name not in left_out]

    def initials(self, case: Hazard, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        if action in ("order", "self_order", "return"):
            return {"deadline_on": suggested_deadline(case, at)}
        return {}

    def words(self, case: Hazard, moves: Sequence[Any]) -> Mapping[str, str]:
        return {case.clause_code: case.clause_text} if case.clause_code else {}

    def handle(
        self, *, actor: Actor, case: Hazard, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        take_step(actor=actor, hazard_id=case.pk, action=action, at=at, on_behalf_of=on_behalf_of, **inputs)

    def _more_verbs(self, case: Hazard, actor: Actor) -> list[Verb]:
        if case.closed_at is not None:
            return []
        verbs = []
        if case.state == HazardState.CONFIRMED and actor.role in OFFICERS and actor.reach_id == case.agency_id:
            url = f"{reverse('hazards:notice-new')}?project={case.project_id}&hazard={case.pk}"
            verbs.append(Verb("开文书下达", url))
        if case.notice_id and case.state in (HazardState.RECTIFYING, HazardState.SUBMITTED):
            verbs.append(Verb("到文书里办理", case_url("notice.rectify", case.notice_id), "primary"))
        return verbs + [
            Verb(f"申请{kind.label}", reverse("hazards:change-new", args=[case.pk, kind.value]))
            for kind in askable(case, actor)
        ]


def askable(case: Hazard, actor: Actor) -> list[ChangeKind]:
    """What this actor could ask a leader to change now."""
    kinds = []
    officer = actor.role in OFFICERS and actor.reach_id == case.agency_id
    if case.state == HazardState.RECTIFYING and (officer or actor.role in SITE_SIDE):
        kinds.append(ChangeKind.EXTEND)
    return [*kinds, ChangeKind.REGRADE, ChangeKind.VOID] if officer else kinds


def suggested_deadline(case: Hazard, at: datetime) -> date:
    """So many days from today as the place's parameter says for that grade."""
    key = "hazards.default_major_days" if case.level == Level.MAJOR else "hazards.default_general_days"
    today = day_of(at)
    return today + timedelta(days=int(value_of(key, path=case.place, on=today)))


def _facts(case: Hazard) -> list[Fact]:
    found = clause(case.clause_code) if case.clause_code else None
    return [
        Fact("隐患等级", case.get_level_display()),
        Fact("发现方式", case.get_source_display()),
        Fact("隐患部位", case.location),
        Fact("发现日期", case.found_on),
        Fact("整改时限", case.deadline_on),
        Fact("整改责任单位", case.responsible_unit),
        Fact("隐患描述", case.description, wide=True),
        Fact("判定依据", case.clause_text, url=f"/criteria/{case.clause_code}/" if found else "", wide=True),
        Fact(
            "判定条款内容",
            f"{found.title or ''}　{found.text}（{found.get_mark_display()}）" if found else "",
            wide=True,
        ),
        Fact("整改措施", case.measure, wide=True),
        Fact("是否停工", "是" if case.stop_work else ""),
        Fact("整改资金（万元）", case.fund_wan),
        Fact("应急措施", case.emergency, wide=True),
        Fact("整改完成日期", case.rectified_on),
        Fact("复查日期", case.rechecked_on),
        Fact("销号日期", case.closed_on),
        Fact("销号文号", case.close_no),
        Fact("当场整改", "是" if case.fixed_on_spot else ""),
        Fact("挂牌督办", f"{case.get_listing_level_display()} {case.listing_no}" if case.listing_level else ""),
        Fact("复发原因", case.recurs_why, wide=True),
        Fact("处罚情况", case.penalty),
        Fact("隐患编号", case.number),
        Fact("备注", case.remark, wide=True),
    ]


def _people(case: Hazard) -> list[Person]:
    people = [
        Person("整改责任人", case.responsible_person, case.responsible_phone_masked),
        Person("发现人", case.found_by), Person("判定人", case.graded_by), Person("复查人", case.rechecked_by),
    ]  # fmt: skip
    return [p for p in people if p.name]


def _related(case: Hazard) -> list[Related]:
    related = [Related(case.where_name, f"/projects/{case.project_id}/", "工程项目")]
    if case.notice is not None:
        label = case.notice.number or case.notice.name
        related.append(Related(label, case_url("notice.rectify", case.notice.pk), case.notice.get_state_display()))
    changes = ChangeRequest.objects.filter(hazard=case).order_by("opened_at")
    return related + [
        Related(f"{c.get_kind_display()}申请", case_url("hazard.change", c.pk), c.get_state_display()) for c in changes
    ]
