"""整改回复 by the site (or by the officer on its behalf), and the officers' 复查 item by item."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.policies import OFFICERS, SITE
from zhiben.domains.hazards.services.drafts import visible_notice
from zhiben.domains.hazards.services.replying import Recheck, add_after_photos, recheck_notice, reply_notice
from zhiben.domains.hazards.terms import HazardState, NoticeKind
from zhiben.domains.hazards.web.handling import done, lead_of
from zhiben.domains.hazards.web.hazard import suggested_deadline
from zhiben.domains.hazards.web.notice import items_of
from zhiben.domains.hazards.workflow import NOTICE_FLOWS
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.forms.uploads import keep_uploads
from zhiben.kernel.workflow.definition import Input, InputKind

DONE = "已按通知书要求逐条整改完毕，请予复查。"


@open_to(SITE | OFFICERS)
def reply(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One form: photos for each item still to be rectified, then one reply for all of them."""
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)
    items = [i for i in items_of(notice, actor, at) if i["hazard"].state == HazardState.RECTIFYING]
    inputs = _reply_inputs(actor.is_regulator, items)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        for item in items:
            hazard: Hazard = item["hazard"]
            photos = [UUID(p) for p in values.get(f"p{hazard.pk}") or ()]
            if photos:
                add_after_photos(actor=actor, hazard_id=hazard.pk, file_ids=photos, at=at)
        try:
            reply_notice(
                actor=actor, notice_id=notice_id, text=values["text"], at=at,
                scan_ids=[UUID(s) for s in values.get("scans") or ()], on_behalf_of=values.get("on_behalf_of") or "",
            )  # fmt: skip
        except InvalidInput as refusal:
            raise InvalidInput(*(_on_photo(e, items) for e in refusal.errors)) from refusal
        return done(notice_id, "已回复，等监督员复查。")

    title = "申请复工" if notice.kind == NoticeKind.STOP else "整改回复"
    if actor.is_regulator:
        title = f"代录{title}"
    return answer_form(request, inputs=inputs, do=do, title=title, button=title, lead=lead_of(notice), initials={"text": DONE},
                    back=case_url("notice.rectify", notice_id))  # fmt: skip


def _reply_inputs(behalf: bool, items: list[dict[str, Any]]) -> list[Input]:
    inputs = [
        Input(name=f"p{i['hazard'].pk}", label=f"第 {i['hazard'].item_no} 条整改后照片", kind=InputKind.PHOTOS, required=False,
              help=f"{i['hazard'].title}（已有 {len(i['after'])} 张）" if i["after"] else i["hazard"].title)
        for i in items
    ]  # fmt: skip
    inputs.append(Input(name="text", label="整改情况", kind=InputKind.LONGTEXT))
    inputs.append(Input(name="scans", label="盖章的整改报告", kind=InputKind.FILES, required=False))
    if behalf:
        note = "您在代施工单位录入：写明是谁提交的（如：项目部张某，纸质回复）"
        inputs.insert(0, Input(name="on_behalf_of", label="代谁办理", help=note))
    return inputs


def _on_photo(error: FieldError, items: list[dict[str, Any]]) -> FieldError:
    """The service names ``items.2``; here the field is the photo input of that item."""
    number = error.field.partition(".")[2]
    for item in items:
        if str(item["hazard"].item_no) == number:
            return FieldError(field=f"p{item['hazard'].pk}", reason=error.reason)
    return error


@open_to(OFFICERS)
def recheck(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Each handed-in item with its photos before and after, passed or returned; several can be done at once."""
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)
    items = [i for i in items_of(notice, actor, at) if i["hazard"].state == HazardState.SUBMITTED]
    for item in items:
        item["deadline"] = suggested_deadline(item["hazard"], at).isoformat()
    if request.method != "POST":
        return _show(request, notice, items, [])
    photo_inputs = [_photos_of(i["hazard"]) for i in items]
    given, errors = keep_uploads(request, photo_inputs, actor=actor, at=at)
    results = [r for r in (_result(given, i["hazard"], errors) for i in items) if r]
    if not results and not errors:
        errors.append(FieldError(field="", reason="请至少选一条的复查结论"))
    if not errors:
        try:
            with transaction.atomic():
                moved = recheck_notice(actor=actor, notice_id=notice_id, results=results, at=at)
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            messages.success(request, f"已复查 {len(results)} 条，文书现在是「{_words(moved)}」。")
            return HttpResponseRedirect(case_url("notice.rectify", notice_id))
    return _show(request, notice, [_as_given(i, given) for i in items], errors)


def _photos_of(hazard: Hazard) -> Input:
    return Input(name=f"p{hazard.pk}", label="复查照片", kind=InputKind.PHOTOS, required=False)


def _result(given: Any, hazard: Hazard, errors: list[FieldError]) -> Recheck | None:
    word = given.get(f"r{hazard.pk}", "")
    if not word:
        return None
    photos = tuple(UUID(p) for p in given.getlist(f"p{hazard.pk}") if p)
    if word == "pass":
        return Recheck(
            hazard_id=hazard.pk, passed=True, conclusion=given.get(f"c{hazard.pk}", "").strip(), photos=photos
        )
    reason, day = given.get(f"c{hazard.pk}", "").strip(), given.get(f"d{hazard.pk}", "")
    if not reason:
        errors.append(FieldError(field=f"c{hazard.pk}", reason=f"第 {hazard.item_no} 条退回要写明理由"))
    try:
        deadline = date.fromisoformat(day)
    except ValueError:
        errors.append(FieldError(field=f"d{hazard.pk}", reason=f"第 {hazard.item_no} 条退回要定新的期限"))
        return None
    return Recheck(hazard_id=hazard.pk, passed=False, reason=reason, deadline_on=deadline, photos=photos)


def _as_given(item: dict[str, Any], given: Any) -> dict[str, Any]:
    key = item["hazard"].pk
    return {
        **item, "word": given.get(f"r{key}", ""), "text": given.get(f"c{key}", ""), "kept": given.getlist(f"p{key}"),
        "deadline": given.get(f"d{key}", item["deadline"]),
    }  # fmt: skip


def _words(notice: Notice) -> str:
    return NOTICE_FLOWS[NoticeKind(notice.kind)].states[notice.state]


def _show(request: HttpRequest, notice: Notice, items: list[dict[str, Any]], errors: list[FieldError]) -> HttpResponse:
    context = {
        "title": "复查", "lead": lead_of(notice), "items": items, "errors": errors, "notice": notice,
        "back": case_url("notice.rectify", notice.pk),
        "crumbs": [("首页", "/home"), ("执法文书", "/notices/"), ("复查", "")],
    }  # fmt: skip
    return render(request, "hazards/recheck.html", context, status=422 if errors else 200)
