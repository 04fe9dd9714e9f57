"""A page with one form that does one thing: shown, read, done; refused, it is shown again with what was typed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import UNFIT, FieldError, InvalidInput
from zhiben.kernel.ui.forms.form import Form, fresh_form, given_form, read_values
from zhiben.kernel.ui.forms.uploads import keep_uploads
from zhiben.kernel.workflow.definition import Input

Do = Callable[[dict[str, Any]], tuple[str, str]]


def answer_form(
    request: HttpRequest, *, title: str, inputs: Sequence[Input], do: Do, back: str, lead: str = "",
    button: str = "保存", danger: bool = False, initials: Mapping[str, Any] = {}, template: str = "ui/form.html",
    crumbs: Sequence[tuple[str, str]] = (("首页", "/home"),), subject: Any = None,
    arrange: Callable[[Form], Mapping[str, Any]] | None = None,
) -> HttpResponse:  # fmt: skip
    """``do`` gets the typed values and returns the sentence shown afterwards and where to go on.

    An InvalidInput it raises stands beside its fields; other refusals become the usual pages. ``subject``: what the
    inputs' own initials are read from. ``arrange`` gives a template of one's own what it needs of the form.
    """
    actor = actor_of(request)

    def show(form: Form) -> HttpResponse:
        context = {
            "title": title, "lead": lead, "button": button, "danger": danger, "form": form, "hidden": [],
            "action": request.get_full_path(), "back": back, "crumbs": [*crumbs, (title, "")],
            **(arrange(form) if arrange else {}),
        }  # fmt: skip
        return render(request, template, context, status=422 if form.errors else 200)

    if request.method != "POST":
        return show(fresh_form(inputs, actor, subject, initials))
    given, errors = keep_uploads(request, inputs, actor=actor, at=now())
    form = given_form(inputs, given, actor, subject)
    values, missing = read_values(form)
    errors += missing
    if errors:
        return show(form.with_errors(errors))
    try:
        with transaction.atomic():
            said, target = do(values)
    except InvalidInput as refusal:
        return show(form.with_errors(refusal.errors or [FieldError(field="", reason=refusal.detail)]))
    except DataError:
        return show(form.with_errors([FieldError(field="", reason=UNFIT.detail)]))
    messages.success(request, said)
    return HttpResponseRedirect(target)
