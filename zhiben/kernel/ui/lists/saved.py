"""Saved filters: kept per person and list, only ever one's own."""

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_POST

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.ui.doors import signed_in
from zhiben.kernel.ui.models import SavedFilter
from zhiben.kernel.ui.pages import safe_next

MOST_SAVED: Final = 20


def saved_filters(actor: Actor, page: str) -> list[SavedFilter]:
    return list(_mine(actor).filter(page=page).order_by("name"))


def _mine(actor: Actor) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(user_id=actor.user_id) if actor.user_id else SavedFilter.objects.none()


@signed_in
@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filters under a name; the same name again replaces."""
    actor, page = actor_of(request), request.POST.get("page", "")[:64]
    name = request.POST.get("name", "").strip()
    query = QueryDict(request.POST.get("query", "")).urlencode()
    if not name or len(name) > 40:
        raise InvalidInput.of("name", "请给这个筛选起个名字，不超过 40 个字")
    if len(query) > 1000:
        raise InvalidInput.of("query", "筛选条件太长，不能保存")
    mine = _mine(actor).filter(page=page)
    if mine.exclude(name=name).count() >= MOST_SAVED:
        raise InvalidInput.of("name", f"每个列表最多保存 {MOST_SAVED} 个筛选，请先删除不用的")
    SavedFilter.objects.update_or_create(
        user_id=cast(UUID, actor.user_id), page=page, name=name, defaults={"query": query, "created_at": now()}
    )
    messages.success(request, f"已保存筛选「{name}」。")
    return HttpResponseRedirect(safe_next(request, request.POST.get("back", "")))


@signed_in
@require_POST
def delete_filter(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    found = _mine(actor_of(request)).filter(pk=filter_id).first()
    if found is None:
        raise NotVisible()
    found.delete()
    messages.success(request, f"已删除筛选「{found.name}」。")
    return HttpResponseRedirect(safe_next(request, request.POST.get("back", "")))
