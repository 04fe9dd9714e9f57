"""Home, inbox and notices: where everybody begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.doors import open_to, signed_in
from zhiben.kernel.ui.home import figures_for, sentence_for
from zhiben.kernel.ui.navigation import places_for
from zhiben.portals.console.inbox import read_inbox
from zhiben.portals.console.places import WORKERS

HEAD_OF_INBOX = 8


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    context = {
        "sentence": sentence_for(actor, at),
        "figures": figures_for(actor, at),
        "inbox": read_inbox(actor, at, most=HEAD_OF_INBOX) if actor.role in WORKERS else None,
        "places": [] if actor.role in WORKERS else [p for p in places_for(actor) if p.section != "工作台"],
        "today": at,
    }
    return render(request, "console/home.html", context)


@open_to(WORKERS)
@require_safe
def todos(request: HttpRequest) -> HttpResponse:
    inbox = read_inbox(actor_of(request), now())
    return render(request, "console/inbox.html", {"inbox": inbox, "crumbs": [("首页", "/home"), ("待办", "")]})
