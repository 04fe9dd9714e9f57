"""One person, masked; a full number against a reason."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.receipts import note_read
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.records.public import merged_or_gone
from zhiben.kernel.ui.cases.parts import Fact
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.form import fresh_form, given_form, read_values
from zhiben.kernel.ui.overview import overview
from zhiben.kernel.ui.panels import panels_of
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.people.models import Person
from zhiben.registry.people.policies import READERS
from zhiben.registry.people.public import person_for
from zhiben.registry.people.services import unmask
from zhiben.registry.people.terms import MaskedField

CRUMBS = (("首页", "/home"), ("人员", "/people/"))
INPUTS = (
    Input(name="field", label="要查看的号码", kind=InputKind.CHOICE, choices=tuple(MaskedField.choices)),
    Input(name="reason", label="查看事由", help="例如：核对特种作业证。事由、您的姓名和时间会留存记录。"),
)


@open_to(READERS)
@require_safe
def page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    try:
        person = person_for(actor, person_id)
    except NotVisible:
        return merged_or_gone("person", person_id)
    note_read(actor, "person", person.pk, at=at)
    context = {
        "person": person, "facts": [f for f in _facts(person) if f.value],
        "overview": overview("person", person, actor),
        "panels": panels_of("person", person, request, actor, at), "crumbs": [*CRUMBS, (person.name, "")],
    }  # fmt: skip
    return render(request, "people/person.html", context)


@open_to(READERS)
@never_cache
def show_number(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The number is written into the answer to a POST, never into an address, and kept nowhere."""
    actor = actor_of(request)
    person = person_for(actor, person_id)
    back, number, status = reverse("people:page", args=[person.pk]), "", 200
    form = fresh_form(INPUTS, actor, None, {"field": MaskedField.ID_NUMBER})
    if request.method == "POST":
        form = given_form(INPUTS, request.POST, actor)
        values, errors = read_values(form)
        if not errors:
            try:
                number = _unmask(request, person, values)
            except InvalidInput as refusal:
                errors = refusal.errors
        form, status = form.with_errors(errors), 422 if errors else 200
    context = {
        "title": "查看完整号码", "lead": f"{person.name}　{person.id_number_masked}", "button": "查看",
        "form": form, "hidden": [], "action": request.path, "back": back, "number": number,
        "crumbs": [*CRUMBS, (person.name, back), ("查看完整号码", "")],
    }  # fmt: skip
    return render(request, "people/number.html", context, status=status)


def _unmask(request: HttpRequest, person: Person, values: dict[str, Any]) -> str:
    return unmask(actor=actor_of(request), person_id=person.pk, at=now(), **values)


def _facts(person: Person) -> list[Fact]:
    employer = person.employer
    return [
        Fact("证件类别", person.get_id_kind_display()),
        Fact("证件号", person.id_number_masked),
        Fact("手机号", person.phone_masked),
        Fact("性别", person.get_gender_display()),
        Fact("民族", person.ethnic_group),
        Fact("住址", person.address_masked),
        Fact("工资卡号", person.account_masked),
        Fact("开户行", person.bank),
        Fact("紧急联系人", f"{person.contact_name}　{person.contact_phone_masked}".strip()),
        Fact("受聘单位", employer.name if employer else "",
             url=reverse("enterprises:page", args=[employer.pk]) if employer else ""),
    ]  # fmt: skip
