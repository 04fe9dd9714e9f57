"""送知: the list of who has not signed, the page of one, and what an officer or a head does there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.domains.hazards.models import Serving
from zhiben.domains.hazards.policies import OFFICERS, REGULATORS
from zhiben.domains.hazards.services.serving import (
    chase_serving,
    code_for,
    is_recipient,
    mark_read,
    sign_on_paper,
    sign_serving,
    visible_serving,
)
from zhiben.domains.hazards.terms import ServingState
from zhiben.domains.hazards.web.lists import past_clock
from zhiben.domains.hazards.web.measures import SERVING_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, PhotoSet, Related, Verb
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.enterprises.terms import HeadPost

READERS: Final = frozenset({*REGULATORS, Role.PRINCIPAL, Role.ENTERPRISE_ADMIN})


class ServingList(ListPage[Serving]):
    name, title = "servings", "送知签收"
    meaning = "每条重大事故隐患送给企业主要负责人和实际控制人：谁签收了，谁还没有。"
    roles = READERS
    columns = (
        Column(key="title", label="送知", width="wide"),
        Column(key="where_name", label="工程名称", width="text"),
        Column(key="enterprise_name", label="企业", width="text"),
        Column(key="post", label="职务"),
        Column(key="person_name", label="收件人"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=SERVING_TONES, sort="state",
               value=lambda s: s.get_state_display()),
        Column(key="due_at", label="签收期限", kind=Kind.DUE, sort="due_at"),
        Column(key="read_at", label="打开时间", kind=Kind.DATE),
        Column(key="signed_at", label="签收时间", kind=Kind.DATE, sort="signed_at"),
        Column(key="method", label="签收方式", hidden=True),
        Column(key="chased", label="催签次数", hidden=True),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="隐患、工程或企业", fields=("title", "where_name", "enterprise_name")),
        ChoiceFilter(name="state", label="状态", field="state", choices=ServingState.choices),
        ChoiceFilter(name="post", label="职务", field="post", choices=HeadPost.choices),
        DivisionFilter(),
        ToggleFilter(name="unsigned", label="送知未签收", apply=lambda rows, actor, at: rows.filter(closed_at=None)),
        ToggleFilter(name="late", label="逾期未签收", apply=past_clock),
    )
    totals_by, default_sort = "state", "due_at"
    empty = Empty(why="这里还没有送知。", next_step="重大事故隐患确认后，自动送给企业主要负责人和实际控制人。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Serving]:
        return Serving.objects.visible_to(actor)

    def row_url(self, row: Serving) -> str:
        return case_url("hazard.serving", row.pk)


class ServingPage(CasePage[Serving]):
    flow_code, roles, tones = "hazard.serving", READERS, SERVING_TONES
    crumbs = (("首页", "/home"), ("送知签收", "/servings/"))

    def find(self, actor: Actor, case_id: UUID) -> Serving:
        """Opening it is what counts as read."""
        mark_read(actor=actor, serving_id=case_id, at=now())
        return super().find(actor, case_id)

    def related(self, rows: Any) -> Any:
        return rows.select_related("hazard")

    def parts(self, case: Serving, actor: Actor, at: datetime) -> Parts:
        return Parts(
            facts=facts_of(case), extra_verbs=_verbs(case, actor), responsible=case.person_name,
            photos=[PhotoSet("签收单", receipts(case))],
            documents=[Document("重大事故隐患告知书（打印后由本人签字）", reverse("papers:serving-sheet", args=[case.pk]))],
            related=[Related(case.hazard.title, case_url("hazard", case.hazard_id), case.hazard.get_state_display())],
        )  # fmt: skip


def receipts(case: Serving) -> list[Any]:
    return [a.file for a in attachments_of("serving", [case.pk]) if a.slot == "receipt"]


def facts_of(case: Serving) -> list[Fact]:
    """What is handed over, and how far it has come."""
    hazard = case.hazard
    who = case.person_name or "尚未登记"
    return [
        Fact("收件人", f"{case.get_post_display()}　{who}"),
        Fact("企业", case.enterprise_name, url=f"/enterprises/{case.enterprise_id}/"),
        Fact("电话", case.phone_masked),
        Fact("登记情况", "" if case.registered or not case.person_name else "没有登记，按法定代表人送达"),
        Fact("隐患", hazard.description, wide=True), Fact("判定依据", hazard.clause_text, wide=True),
        Fact("整改措施", hazard.measure, wide=True), Fact("整改时限", hazard.deadline_on),
        Fact("送出时间", case.sent_at), Fact("打开时间", case.read_at), Fact("签收时间", case.signed_at),
        Fact("签收人", case.signed_by), Fact("签收方式", case.get_method_display() if case.method else ""),
        Fact("催签次数", case.chased or ""),
    ]  # fmt: skip


def _verbs(case: Serving, actor: Actor) -> list[Verb]:
    if case.closed_at is not None:
        return []
    verbs = []
    if is_recipient(actor, case):
        verbs.append(Verb("签收", reverse("hazards:serving-sign", args=[case.pk]), "primary"))
    if case.state == ServingState.UNNAMED:
        url = reverse("enterprises:heads", args=[case.enterprise_id])
        verbs.append(Verb(f"登记{case.get_post_display()}", url, "primary"))
    if actor.role in OFFICERS and actor.reach_id == case.agency_id:
        verbs += [
            Verb("催签收", reverse("hazards:serving-chase", args=[case.pk])),
            Verb("登记纸质签收", reverse("hazards:serving-paper", args=[case.pk])),
        ]
        if case.state == ServingState.SENT:
            verbs.append(Verb("生成签收码", reverse("hazards:serving-code", args=[case.pk])))
    return verbs


def _back(serving_id: UUID) -> str:
    return case_url("hazard.serving", serving_id)


@open_to({Role.PRINCIPAL})
def sign(request: HttpRequest, serving_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    serving = visible_serving(actor, serving_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        sign_serving(actor=actor, serving_id=serving_id, at=at)
        return "已签收。", _back(serving_id)

    lead = f"{serving.hazard.title}　{serving.where_name}。我已知悉这条重大事故隐患，将落实整改责任、措施、资金、时限和预案。"
    return answer_form(request, inputs=(), do=do, title="签收重大事故隐患告知", button="签收", lead=lead,
                       back=_back(serving_id))  # fmt: skip


@open_to(OFFICERS)
def paper(request: HttpRequest, serving_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    serving = visible_serving(actor, serving_id)
    inputs = (
        Input(name="signer", label="签收人"),
        Input(name="receipt", label="签收单照片或扫描件", kind=InputKind.PHOTOS),
    )

    def do(values: dict[str, Any]) -> tuple[str, str]:
        scans: Sequence[Any] = values.get("receipt") or ()
        sign_on_paper(actor=actor, serving_id=serving_id, signer=values["signer"],
                      scan_ids=[UUID(str(i)) for i in scans], at=at)  # fmt: skip
        return "已登记纸质签收。", _back(serving_id)

    return answer_form(request, inputs=inputs, do=do, title="登记纸质签收", button="登记", lead=serving.title,
                       initials={"signer": serving.person_name}, back=_back(serving_id))  # fmt: skip


@open_to(OFFICERS)
def chase(request: HttpRequest, serving_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    serving = visible_serving(actor, serving_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        chase_serving(actor=actor, serving_id=serving_id, at=at)
        return "已催签收，签收期限重新计算。", _back(serving_id)

    return answer_form(request, inputs=(), do=do, title="催签收", button="催签收", lead=serving.title,
                       back=_back(serving_id))  # fmt: skip


@open_to(OFFICERS)
def code(request: HttpRequest, serving_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    serving = visible_serving(actor, serving_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        made = code_for(actor=actor, serving_id=serving_id, at=at)
        link = f"{settings.BASE_URL.rstrip('/')}/k/{serving.token}"
        return f"签收码 {made}，只能用一次。链接 {link} 。请把链接和签收码告诉{serving.person_name}本人。", _back(
            serving_id
        )

    return answer_form(request, inputs=(), do=do, title="生成签收码", button="生成", back=_back(serving_id),
                       lead=f"{serving.title}。收件人没有平台账号时，凭链接和签收码签收；以前没用过的签收码作废。")  # fmt: skip
