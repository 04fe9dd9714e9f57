"""The form of one verb: shown only to who may do it now; a refusal shows it again with everything that was typed."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import UNFIT, FieldError, InvalidInput, NotPermitted, WrongState
from zhiben.kernel.ui.cases.addresses import case_url, verb_url
from zhiben.kernel.ui.forms.form import Form, fresh_form, given_form, read_values
from zhiben.kernel.ui.forms.uploads import keep_uploads
from zhiben.kernel.workflow.definition import Input, Transition
from zhiben.kernel.workflow.engine import needs_behalf, permitted

if TYPE_CHECKING:
    from zhiben.kernel.ui.cases.page import CasePage

BEHALF: Final = Input(
    name="on_behalf_of", label="代谁办理", help="您在代当事方录入：写明是谁办的，办理经过里会注明代录。"
)


def answer_verb(
    page: "CasePage[Any]", case: Any, action: str, request: HttpRequest, actor: Actor, at: datetime
) -> HttpResponse:
    row = _row(page, case, action, actor)
    inputs = [*([BEHALF] if needs_behalf(row, actor) else []), *page.inputs(case, row, actor)]
    if request.method != "POST":
        form = fresh_form(inputs, actor, case, page.initials(case, action, actor, at))
        return _show(page, case, row, request, form)
    given, errors = keep_uploads(request, inputs, actor=actor, at=at)
    form = given_form(inputs, given, actor, case)
    values, missing = read_values(form)
    refused = {error.field for error in errors}
    errors += [error for error in missing if error.field not in refused]
    errors = errors or _do(page, case, action, actor, at, values)
    if errors:
        return _show(page, case, row, request, form.with_errors(errors))
    messages.success(request, f"已办理「{row.label}」。")
    return HttpResponseRedirect(case_url(page.flow_code, case.pk))


def _row(page: "CasePage[Any]", case: Any, action: str, actor: Actor) -> Transition[Any]:
    flow = page.flow(case)
    row = next((one for one in permitted(flow, case, actor) if one.action == action), None)
    if row is not None:
        return row
    known = next((one for one in flow.transitions if one.action == action), None)
    if known is None or (action, case.state) in flow.moves:
        raise NotPermitted(f"您现在的身份不能办理「{known.label}」" if known else "没有这项办理")
    raise WrongState(f"现在是「{flow.states[case.state]}」，不能办理「{known.label}」。请看办理经过。")


def _do(
    page: "CasePage[Any]", case: Any, action: str, actor: Actor, at: datetime, values: dict[str, Any]
) -> list[FieldError]:
    behalf = values.pop(BEHALF.name, "")
    try:
        with transaction.atomic():
            page.handle(actor=actor, case=case, action=action, at=at, on_behalf_of=behalf, inputs=values)
    except InvalidInput as refusal:
        return refusal.errors
    except DataError:
        return [FieldError(field="", reason=UNFIT.detail)]
    return []


def _show(page: "CasePage[Any]", case: Any, row: Transition[Any], request: HttpRequest, form: Form) -> HttpResponse:
    back = case_url(page.flow_code, case.pk)
    context = {
        "title": row.label, "lead": page.lead(case, row.action), "button": row.label, "basis": row.basis,
        "danger": row.style == "danger", "form": form, "hidden": [], "back": back,
        "action": verb_url(page.flow_code, case.pk, row.action),
        "crumbs": [*page.crumbs, (case.title[:24], back), (row.label, "")],
    }  # fmt: skip
    return render(request, "ui/form.html", context, status=422 if form.errors else 200)
