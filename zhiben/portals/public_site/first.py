"""What anybody may ask without being anybody is answered first: no session, no account, no template, no cookie.

Answers that a cache may keep for everybody must not depend on a cookie, and looking at a session makes them do so.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

SHORT: Final = ("/verify/check", "/verify/keys", "/verify/status/")


class AnswerChecksFirst:
    """The addresses are those of the list of addresses; this only leads there at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(SHORT):
            return self.get_response(request)
        try:
            found = resolve(request.path)
        except Resolver404:
            return self.get_response(request)
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
        answer["Content-Length"] = str(len(answer.content))  # what CommonMiddleware does for everybody else
        return answer
