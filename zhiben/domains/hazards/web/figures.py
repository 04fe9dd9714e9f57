"""The hazards' figures on the home page. Each counts exactly the rows of the list it opens."""

from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from zhiben.domains.hazards.policies import READERS, REGULATORS
from zhiben.domains.hazards.terms import HazardState, Level, NoticeState
from zhiben.domains.hazards.web.lists import HazardList, NoticeList
from zhiben.domains.hazards.web.servings import ServingList
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.home import Figure, home_figures, home_sentence


def register_figures() -> None:
    home_figures(READERS, figures, order=20)
    home_sentence(REGULATORS, sentence)


def figures(actor: Actor, at: datetime) -> list[Figure]:
    """Three queries, over open rows only. A regulator's open and overdue ones come with the campaign's indicators."""
    counts = _counts(actor, at)
    unsigned = NoticeList().rows(actor, at).filter(received_at=None, state=NoticeState.ISSUED).count()
    waiting = [
        _figure("等待复查", counts["submitted"], "blue", state=HazardState.SUBMITTED.value),
        Figure(label="文书未签收", value=f"{unsigned:,}", url=reverse("hazards:notices") + "?unsigned=1", tone="blue"),
    ]
    if actor.is_regulator:
        late = ServingList().rows(actor, at).filter(closed_at=None, due_at__lt=at).count()
        url = reverse("hazards:servings") + "?unsigned=1&late=1"
        return [*waiting, Figure(label="送知逾期未签收", value=f"{late:,}", url=url, tone="red" if late else "blue")]
    return [
        _figure("重大隐患未销号", counts["major"], "red", level=Level.MAJOR.value, open="1"),
        _figure("逾期未销号", counts["overdue"], "red", overdue="1"),
        _figure("全部未销号", counts["open"], "", open="1"),
        *waiting,
    ]


def sentence(actor: Actor, at: datetime) -> str:
    counts = _counts(actor, at)
    if not counts["open"]:
        return "本辖区没有未销号的隐患。"
    late = f"，其中 {counts['overdue']:,} 条已逾期" if counts["overdue"] else "，没有逾期的"
    return f"本辖区还有 {counts['open']:,} 条隐患没有销号{late}；重大事故隐患 {counts['major']:,} 条。"


def _counts(actor: Actor, at: datetime) -> dict[str, int]:
    late = Q(deadline_on__lt=day_of(at)) & ~Q(state=HazardState.RECORDED)
    counts: dict[str, int] = (
        HazardList()
        .rows(actor, at)
        .filter(closed_at=None)
        .aggregate(
            open=Count("pk"),
            major=Count("pk", filter=Q(level=Level.MAJOR)),
            overdue=Count("pk", filter=late),
            submitted=Count("pk", filter=Q(state=HazardState.SUBMITTED)),
        )
    )
    return counts


def _figure(label: str, number: int, tone: str, **narrowed: str) -> Figure:
    """A number that is zero is good news and is not painted."""
    url = f"{reverse('hazards:hazards')}?{urlencode(narrowed)}"
    return Figure(label=label, value=f"{number:,}", url=url, tone=tone if number else "")
