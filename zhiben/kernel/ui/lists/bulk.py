"""Acts on picked rows: only rows the actor sees, only acts declared for the role. What is refused is said by row."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.ui.forms.form import fresh_form, given_form, read_values
from zhiben.kernel.ui.lists.actions import BulkAction, Outcome
from zhiben.kernel.ui.pages import safe_next

if TYPE_CHECKING:
    from zhiben.kernel.ui.lists.page import ListPage


def run_bulk(page: "ListPage[Any]", request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    action = next((a for a in page.bulk if a.name == request.POST.get("bulk")), None)
    if action is None or actor.role not in action.roles:
        raise NotPermitted("您现在的身份不能对这些记录批量办理")
    ids = _picked(page, request, actor, at, action.most)
    if action.inputs and request.POST.get("step") != "do":
        return _ask(page, request, actor, action, ids)
    form = given_form(action.inputs, request.POST, actor)
    values, errors = read_values(form)
    if not errors:
        try:
            with transaction.atomic():
                said = action.run(actor=actor, ids=ids, at=at, **values)
        except InvalidInput as refusal:
            errors = refusal.errors or [FieldError(field="", reason=refusal.detail)]
        else:
            return _answer(page, request, actor, at, action, said)
    return _ask(page, request, actor, action, ids, form.with_errors(errors))


def _answer(
    page: "ListPage[Any]", request: HttpRequest, actor: Actor, at: datetime, action: BulkAction,
    said: str | Outcome | HttpResponse,
) -> HttpResponse:  # fmt: skip
    back = safe_next(request, request.POST.get("back", ""), request.path)
    if isinstance(said, HttpResponse):
        return said
    if isinstance(said, Outcome) and said.refused:
        return _show_refused(page, request, actor, at, action, said, back)
    messages.success(request, said if isinstance(said, str) else _sentence(action, said))
    return HttpResponseRedirect(back)


def _sentence(action: BulkAction, outcome: Outcome) -> str:
    return outcome.said or f"「{action.label}」已办理 {outcome.done} 条。"


def _show_refused(
    page: "ListPage[Any]", request: HttpRequest, actor: Actor, at: datetime, action: BulkAction, outcome: Outcome,
    back: str,
) -> HttpResponse:  # fmt: skip
    """Which rows were left alone and why, with a link to each."""
    rows = page.rows(actor, at).in_bulk([one.id for one in outcome.refused])
    first = page.columns[0]
    lines = [
        (str(first.read(rows[one.id])) if one.id in rows else "已经看不到的记录",
         page.row_url(rows[one.id]) if one.id in rows else "", one.reason)
        for one in outcome.refused
    ]  # fmt: skip
    context = {
        "title": action.label, "done": outcome.done, "said": _sentence(action, outcome), "lines": lines, "back": back,
        "crumbs": [*page.crumbs, (page.title, back), (action.label, "")],
    }  # fmt: skip
    return render(request, "ui/bulk_refused.html", context)


def _picked(page: "ListPage[Any]", request: HttpRequest, actor: Actor, at: datetime, most: int) -> list[UUID]:
    texts = list(dict.fromkeys(request.POST.getlist("pick")))
    if not texts:
        raise InvalidInput.of("pick", "请先勾选要办理的记录")
    if len(texts) > most:
        raise InvalidInput.of("pick", f"一次最多办理 {most} 条，请分几次")
    try:
        ids = [UUID(text) for text in texts]
    except ValueError:
        raise NotVisible() from None
    if page.rows(actor, at).filter(pk__in=ids).order_by().count() != len(ids):
        raise NotVisible("勾选的记录里有的已经看不到了，请刷新列表后重新勾选")
    return ids


def _ask(
    page: "ListPage[Any]", request: HttpRequest, actor: Actor, action: BulkAction, ids: list[UUID], form: Any = None
) -> HttpResponse:
    back = request.POST.get("back", request.path)
    hidden = [("bulk", action.name), ("step", "do"), ("back", back), *(("pick", str(i)) for i in ids)]
    context = {
        "title": action.label, "lead": f"共 {len(ids)} 条记录", "button": action.label, "danger": action.danger,
        "form": form or fresh_form(action.inputs, actor), "action": request.path, "hidden": hidden,
        "back": safe_next(request, back, request.path), "crumbs": [*page.crumbs, (page.title, request.path)],
    }  # fmt: skip
    return render(request, "ui/form.html", context, status=422 if form and form.errors else 200)
