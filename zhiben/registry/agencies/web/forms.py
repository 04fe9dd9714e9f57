"""A page with one form outside a case: shown, checked, refused in place, or done and gone on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import FieldError, InvalidInput, WrongState
from zhiben.kernel.ui.forms.form import Form, fresh_form, given_form, read_values
from zhiben.kernel.workflow.definition import Input

Save = Callable[[dict[str, Any]], str]


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """``back`` is where 取消 leads, and where one goes on afterwards."""

    title: str
    button: str
    back: str
    inputs: Sequence[Input]
    crumbs: Sequence[tuple[str, str]]
    lead: str = ""
    initials: Mapping[str, Any] = field(default_factory=dict)


def answer_form(request: HttpRequest, page: FormPage, save: Save) -> HttpResponse:
    """``save`` gets the values by name and returns the sentence shown afterwards; its refusals come back on the form."""
    actor = actor_of(request)
    if request.method != "POST":
        return _show(request, page, fresh_form(page.inputs, actor, initials=page.initials))
    form = given_form(page.inputs, request.POST, actor)
    values, errors = read_values(form)
    if errors:
        return _show(request, page, form.with_errors(errors))
    try:
        with transaction.atomic():
            done = save(values)
    except InvalidInput as refusal:
        return _show(request, page, form.with_errors(refusal.errors))
    except WrongState as refusal:
        return _show(request, page, form.with_errors([FieldError(field=form.fields[0].name, reason=refusal.detail)]))
    messages.success(request, done)
    return HttpResponseRedirect(page.back)


def _show(request: HttpRequest, page: FormPage, form: Form) -> HttpResponse:
    context = {
        "title": page.title, "lead": page.lead, "button": page.button, "form": form, "hidden": [],
        "action": request.get_full_path(), "back": page.back, "crumbs": [*page.crumbs, (page.title, "")],
    }  # fmt: skip
    return render(request, "ui/form.html", context, status=422 if form.errors else 200)
