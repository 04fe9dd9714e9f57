"""Clauses to pick from in a form: the options of one ``<select>``, with what each would fill in."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiben.domains.criteria.picking import picker_groups
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.ui.doors import signed_in


@signed_in
def picker(request: HttpRequest) -> HttpResponse:
    """``?on=2024-12-13&q=连墙件&category=&picked=``; ``level=GENERAL`` gives the ordinary wordings instead.

    The picked one, if it applies that day, stays among the options whatever is searched: narrowing loses no choice.
    """
    asked = request.GET
    picked = asked.get("picked", "")
    groups = picker_groups(
        on=_day(asked.get("on", "")), q=asked.get("q", "")[:100], category=asked.get("category", ""), picked=picked,
        general=asked.get("level") == "GENERAL",
    )  # fmt: skip
    return render(request, "criteria/options.html", {"groups": groups, "picked": picked})


def _day(text: str) -> date:
    if not text:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput.of("on", "日期要写成 2024-07-03 这样") from None
