"""A page with one form that leads back to where it was opened, described as a whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.ui.forms.answer import answer_form as answer
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
    """``save`` returns the sentence shown afterwards. What is taken already (a name, a code) is told beside the form."""

    def do(values: dict[str, Any]) -> tuple[str, str]:
        try:
            return save(values), page.back
        except WrongState as refusal:
            raise InvalidInput.of(page.inputs[0].name, refusal.detail) from refusal

    return answer(
        request, title=page.title, inputs=page.inputs, do=do, back=page.back, lead=page.lead, button=page.button,
        initials=page.initials, crumbs=page.crumbs,
    )  # fmt: skip
