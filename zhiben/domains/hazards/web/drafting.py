"""现场检查开文书: one page, any number of items; works without script because adding an item is a submit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from zhiben.domains.hazards.models import Hazard, NoticeOfficer
from zhiben.domains.hazards.policies import OFFICERS
from zhiben.domains.hazards.services.drafts import draft_notice
from zhiben.domains.hazards.services.finding import Finding
from zhiben.domains.hazards.services.issuing import advance_notice
from zhiben.domains.hazards.terms import HazardState, Level, NoticeKind, StopArea
from zhiben.domains.hazards.web.findings import arranged, choices_on
from zhiben.domains.hazards.web.projects import project_choices
from zhiben.domains.hazards.web.repeats import repeat_inputs, repeat_values
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.form import Form, fresh_form, given_form, read_values
from zhiben.kernel.ui.forms.uploads import keep_uploads
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.public import officer_of_user, officers_of

MOST_ITEMS = 30
KINDS = tuple((k.value, str(k.label)) for k in (NoticeKind.RECTIFY, NoticeKind.STOP))
WANTED = "请立即组织整改，消除隐患；整改完成后书面回复并附整改前后照片，接受复查。"


def head_inputs(actor: Actor) -> list[Input]:
    officers = officers_of(actor.reach_id, today()) if actor.reach_id else []
    return [
        Input(name="project", label="工程项目", kind=InputKind.CHOICE, choices=project_choices(actor)),
        Input(name="kind", label="文书种类", kind=InputKind.CHOICE, choices=KINDS),
        Input(name="visited_on", label="检查日期", kind=InputKind.DATE),
        Input(name="officers", label="执法人员", kind=InputKind.OFFICERS,
              choices=tuple((str(o.pk), f"{o.name}（{o.certificate_no or '未登记证号'}）") for o in officers),
              help="不少于两人"),
        Input(name="responsible", label="整改责任人", required=False, help="不填就用项目档案里的项目负责人"),
        Input(name="stop_area", label="停工区域", kind=InputKind.CHOICE, choices=tuple(StopArea.choices), required=False,
              help="开停工文书时选择"),
        Input(name="stop_scope", label="停工范围", required=False, help="开停工文书时填写：全部停工，或写明哪一部分"),
        Input(name="requirements", label="整改要求", kind=InputKind.LONGTEXT, required=False),
    ]  # fmt: skip


def item_inputs(n: int) -> list[Input]:
    """One item. Names carry the number of the item in front."""
    return [
        Input(name=f"i{n}-level", label="隐患等级", kind=InputKind.CHOICE, choices=tuple(Level.choices)),
        Input(name=f"i{n}-clause_code", label="判定条款", kind=InputKind.CLAUSE, required=False),
        Input(name=f"i{n}-description", label="隐患描述", kind=InputKind.LONGTEXT),
        Input(name=f"i{n}-location", label="隐患部位", required=False),
        Input(name=f"i{n}-before_photos", label="整改前照片", kind=InputKind.PHOTOS, required=False),
        Input(name=f"i{n}-deadline_on", label="整改期限", kind=InputKind.DATE, required=False),
        Input(name=f"i{n}-measure", label="整改措施", kind=InputKind.LONGTEXT, required=False),
        Input(name=f"i{n}-fund_wan", label="整改资金（万元）", kind=InputKind.NUMBER, required=False),
        Input(name=f"i{n}-emergency", label="应急预案", kind=InputKind.LONGTEXT, required=False),
        Input(name=f"i{n}-fixed_on_spot", label="已当场整改，不用再回复", kind=InputKind.BOOL, required=False),
        Input(name=f"i{n}-after_photos", label="整改后照片（当场整改的）", kind=InputKind.PHOTOS, required=False),
    ]  # fmt: skip


@open_to(OFFICERS)
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    taken = _taken_in(request, actor)
    count = _count(request, 0 if taken else 1)
    inputs = [head_inputs(actor), *(item_inputs(n) for n in range(count))]
    if request.method != "POST":
        return _show(request, _fresh(inputs, actor, request), taken)
    return _answer(request, actor, inputs, count, taken)


def _answer(
    request: HttpRequest, actor: Actor, inputs: list[list[Input]], count: int, taken: list[Hazard]
) -> HttpResponse:
    inputs = [
        [*group, *(repeat_inputs(actor, request.POST, prefix=f"i{n - 1}-", day_name="visited_on") if n else ())]
        for n, group in enumerate(inputs)
    ]
    given, errors = keep_uploads(request, [i for group in inputs for i in group], actor=actor, at=now())
    forms = [given_form(group, given, actor) for group in inputs]
    op = request.POST.get("op", "save")
    if op == "add":
        return _show(request, [*forms, _fresh_item(count, actor)], taken)
    if op.startswith("drop-"):
        return _show(request, [f for n, f in enumerate(forms) if n - 1 != int(op[5:])], taken)
    read = [read_values(form) for form in forms]
    errors += [e for _, wrong in read for e in wrong]
    if not errors:
        try:
            return _save(request, actor, [values for values, _ in read], taken)
        except InvalidInput as refusal:
            errors = [FieldError(field=_field_of(e.field), reason=e.reason) for e in refusal.errors]
    return _show(request, [f.with_errors(errors) for f in forms], taken, errors)


def _save(request: HttpRequest, actor: Actor, values: list[dict[str, Any]], taken: list[Hazard]) -> HttpResponse:
    head, *items = values
    at = now()
    with transaction.atomic():
        notice = draft_notice(
            actor=actor, project_id=UUID(head["project"]), kind=NoticeKind(head["kind"]), visited_on=head["visited_on"],
            officer_ids=[UUID(o) for o in head["officers"]],
            findings=[_finding(n, v, head.get("responsible") or "") for n, v in enumerate(items)],
            hazard_ids=[h.pk for h in taken], requirements=head.get("requirements") or "",
            stop_scope=head.get("stop_scope") or "", stop_area=head.get("stop_area") or "", at=at,
        )  # fmt: skip
        if request.POST.get("op") == "advance":
            advance_notice(actor=actor, notice_id=notice.pk, at=at)
    messages.success(request, "文书已保存。" if request.POST.get("op") != "advance" else "文书已送出。")
    return HttpResponseRedirect(case_url("notice.rectify", notice.pk))


def _finding(n: int, values: Mapping[str, Any], responsible: str) -> Finding:
    def given(name: str) -> Any:
        return values.get(f"i{n}-{name}")

    level = Level(given("level"))
    return Finding(
        level=level, description=given("description") or "", location=given("location") or "",
        clause_code=(given("clause_code") or "") if level == Level.MAJOR else "", measure=given("measure") or "",
        deadline_on=given("deadline_on"), responsible_person=responsible, fixed_on_spot=bool(given("fixed_on_spot")),
        before_photos=tuple(UUID(p) for p in given("before_photos") or ()),
        after_photos=tuple(UUID(p) for p in given("after_photos") or ()), fund_wan=given("fund_wan"),
        emergency=given("emergency") or "", **repeat_values(values, f"i{n}-"),
    )  # fmt: skip


def _field_of(name: str) -> str:
    """The service says ``findings.2.deadline_on``, the form ``i2-deadline_on``."""
    first, _, rest = name.partition(".")
    number, _, field = rest.partition(".")
    if first == "findings" and field:
        return f"i{number}-{field}"
    return {"officer_ids": "officers", "findings": "i0-description"}.get(name, name)


def _fresh(inputs: list[list[Input]], actor: Actor, request: HttpRequest) -> list[Form]:
    mine = officer_of_user(actor.user_id, today()) if actor.user_id else None
    last = _last_partner(actor, mine.pk) if mine else None
    head = {
        "project": request.GET.get("project", ""), "kind": request.GET.get("kind", NoticeKind.RECTIFY.value),
        "visited_on": today(), "officers": [o for o in (mine.pk if mine else None, last) if o], "requirements": WANTED,
    }  # fmt: skip
    return [fresh_form(inputs[0], actor, None, head), *(_fresh_item(n, actor) for n in range(len(inputs) - 1))]


def _fresh_item(n: int, actor: Actor) -> Form:
    days = int(value_of("hazards.default_general_days", path=actor.path, on=today()))
    initials = {f"i{n}-level": Level.GENERAL.value, f"i{n}-deadline_on": today() + timedelta(days=days)}
    return fresh_form(item_inputs(n), actor, None, initials)


def _last_partner(actor: Actor, own: UUID) -> UUID | None:
    """With whom this officer was out last."""
    rows = NoticeOfficer.objects.filter(notice__officers__officer_id=own)
    return rows.exclude(officer_id=own).order_by("-notice__opened_at").values_list("officer_id", flat=True).first()


def _taken_in(request: HttpRequest, actor: Actor) -> list[Hazard]:
    """Confirmed hazards that come along from their own pages."""
    ids = request.POST.getlist("hazard") or request.GET.getlist("hazard")
    try:
        wanted = [UUID(i) for i in ids]
    except ValueError:
        return []
    rows = Hazard.objects.visible_to(actor).filter(pk__in=wanted, state=HazardState.CONFIRMED)
    return list(rows.order_by("found_on"))


def _count(request: HttpRequest, least: int) -> int:
    text = request.POST.get("count", "")
    return min(MOST_ITEMS, int(text)) if text.isdecimal() and len(text) < 5 else least


def _show(
    request: HttpRequest, forms: Sequence[Form], taken: list[Hazard], errors: Sequence[FieldError] = ()
) -> HttpResponse:
    head, *items = [_renumbered(n, form) for n, form in enumerate(forms)]
    head.errors = list(errors)
    day = next((one.value for one in head.fields if one.name == "visited_on"), "")
    context = {
        "title": "现场检查开文书", "form": head, "count": len(items), "taken": taken, "back": "/notices/",
        "items": [arranged(form, prefix=f"i{n}-", day_field="#f-visited_on") for n, form in enumerate(items)],
        "crumbs": [("首页", "/home"), ("执法文书", "/notices/"), ("现场检查开文书", "")], **choices_on(_day(day)),
    }  # fmt: skip
    return render(request, "hazards/draft.html", context, status=422 if errors else 200)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()


def _renumbered(position: int, form: Form) -> Form:
    """After an item was taken out, those behind it move up: their names follow."""
    if position == 0:
        return form
    for one in form.fields:
        one.item = replace(one.item, name=f"i{position - 1}-{one.item.name.partition('-')[2]}")
    return form
