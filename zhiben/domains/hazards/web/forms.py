"""A form that is not a verb of the table: shown, checked, handed to a service, shown again with what was typed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.ui.forms.form import Form, fresh_form, given_form, read_values
from zhiben.kernel.ui.forms.uploads import keep_uploads
from zhiben.kernel.workflow.definition import Input

NOTHING: Mapping[str, Any] = {}


def run_form(
    request: HttpRequest, inputs: Sequence[Input], act: Callable[[dict[str, Any]], HttpResponse], *, title: str,
    button: str, back: str, lead: str = "", basis: str = "", danger: bool = False, subject: Any = None,
    initials: Mapping[str, Any] = NOTHING, template: str = "ui/form.html",
    arrange: Callable[[Form], Mapping[str, Any]] | None = None,
) -> HttpResponse:  # fmt: skip
    """``act`` gets typed values and answers; a refusal of it comes back as the same form with its errors.

    ``arrange`` gives a template of one's own what it needs of the form.
    """
    actor = actor_of(request)

    def show(form: Form) -> HttpResponse:
        context = {
            "title": title, "lead": lead, "button": button, "basis": basis, "danger": danger, "form": form, "back": back,
            "action": request.get_full_path(), "crumbs": [("首页", "/home"), ("返回", back), (title, "")], "hidden": [],
            **(arrange(form) if arrange else {}),
        }  # fmt: skip
        return render(request, template, context, status=422 if form.errors else 200)

    if request.method != "POST":
        return show(fresh_form(inputs, actor, subject, initials))
    given, errors = keep_uploads(request, inputs, actor=actor, at=now())
    form = given_form(inputs, given, actor, subject)
    values, missing = read_values(form)
    errors += missing
    if not errors:
        try:
            with transaction.atomic():
                return act(values)
        except InvalidInput as refusal:
            errors = refusal.errors
    return show(form.with_errors(errors))
