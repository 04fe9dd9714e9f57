"""Where the page of a case is, by the code of its workflow."""

from functools import cache
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, get_urlconf, reverse

from zhiben.kernel.workflow.telling import PLACE

ANY: Final = UUID(int=0)
_namespaces: dict[str, str] = {}
_duties: dict[tuple[str, str], str] = {}


def register_case_page(flow_code: str, namespace: str) -> None:
    """``namespace``: the URL prefix of names, e.g. ``hazards:hazard`` for ``hazards:hazard-page`` and ``-verb``."""
    _namespaces[flow_code] = namespace


def register_duty_page(flow_code: str, action: str, url_name: str) -> None:
    """Where a to-do of this action is worked on, when that is not the form of the verb itself."""
    _duties[flow_code, action] = url_name


def case_url(flow_code: str, case_id: UUID) -> str:
    """Empty when that kind of case has no page."""
    return _reverse(flow_code, "page", case_id)


def case_address(flow_code: str) -> str:
    """The same with ``PLACE`` where the case's id stands: one for all cases of a kind."""
    get_resolver().url_patterns  # noqa: B018 - pages register when the addresses are read, which a worker has not done
    return case_url(flow_code, ANY).replace(str(ANY), PLACE)


def verb_url(flow_code: str, case_id: UUID, action: str) -> str:
    return _reverse(flow_code, "verb", case_id, action)


def urge_url(flow_code: str, case_id: UUID) -> str:
    """Where one urges whoever has it in hand."""
    return _reverse(flow_code, "urge", case_id)


def duty_url(flow_code: str, case_id: UUID, action: str) -> str:
    """Where the button of a to-do leads."""
    name = _duties.get((flow_code, action))
    return _address(name, (), case_id) if name else verb_url(flow_code, case_id, action)


def _reverse(flow_code: str, page: str, case_id: UUID, *rest: str) -> str:
    namespace = _namespaces.get(flow_code)
    return _address(f"{namespace}-{page}", rest, case_id) if namespace else ""


def _address(url_name: str, rest: tuple[str, ...], case_id: UUID) -> str:
    return _pattern(url_name, rest, get_urlconf() or settings.ROOT_URLCONF).replace(str(ANY), str(case_id))


@cache
def _pattern(url_name: str, rest: tuple[str, ...], urlconf: str) -> str:
    """Looked up once: an inbox has four hundred addresses, each as dear to look up as a cell is to write."""
    try:
        return reverse(url_name, urlconf, args=(ANY, *rest))
    except NoReverseMatch:
        return ""
