"""Checks are answered first: before sessions, accounts and templates, which none of them needs."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from zhiben.portals.public_site.web import checking

SHORT: Final[dict[str, Callable[[HttpRequest], HttpResponse]]] = {
    "/verify/check": checking.check,
    "/verify/keys": checking.keys,
}


class AnswerChecksFirst:
    """The same views stand in the list of addresses; this only saves the way there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = SHORT.get(request.path)
        if view is None:
            return self.get_response(request)
        answer = view(request)
        answer["Content-Length"] = str(len(answer.content))  # what CommonMiddleware does for everybody else
        return answer
