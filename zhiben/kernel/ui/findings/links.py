"""Where the ends of a finding's path lead: to the pages their registries have told the marks of."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from zhiben.kernel.marks.subjects import all_subjects


def address_of(end: dict[str, Any]) -> str:
    """Empty where there is no page."""
    pages = {subject.kind: subject.page_url for subject in all_subjects()}
    page = pages.get(str(end.get("kind")), "")
    if not page or not end.get("id"):
        return ""
    try:
        return reverse(page, args=[end["id"]])
    except NoReverseMatch:
        return ""
