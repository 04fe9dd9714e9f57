"""What the platform has told me: unread first in sight, opened by a press that also marks it read."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.notifications import services
from zhiben.kernel.notifications.queries import delivery_words, notices_of, unread_count, with_deliveries
from zhiben.kernel.ui.doors import signed_in
from zhiben.kernel.ui.pages import safe_next

MOST_ROWS: Final = 100


@signed_in
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    only_unread = request.GET.get("unread") == "1"
    found = notices_of(actor).unread() if only_unread else notices_of(actor)
    context = {
        "notices": [(one, delivery_words(list(one.deliveries.all()))) for one in with_deliveries(found)[:MOST_ROWS]],
        "only_unread": only_unread,
        "unread": unread_count(actor),
        "most": MOST_ROWS,
        "crumbs": [("首页", "/home"), ("通知", "")],
    }
    return render(request, "console/notices.html", context)


@signed_in
@require_POST
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark as read and go where the notice points."""
    actor = actor_of(request)
    notice = notices_of(actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotVisible()
    services.mark_read(actor=actor, ids=[notice_id], at=now())
    return HttpResponseRedirect(safe_next(request, notice.link, reverse("console:notices")))


@signed_in
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    number = services.mark_all_read(actor=actor_of(request), at=now())
    messages.success(request, f"{number} 条通知已标为已读。")
    return HttpResponseRedirect(reverse("console:notices"))
