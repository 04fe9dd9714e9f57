"""下级报送情况: who owes us a report of one period, who has handed in, who is late; 催报 at the press of a button."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from zhiben.domains.campaigns.policies import HEADS, READERS
from zhiben.domains.campaigns.queries.below import Overview, periods_received, received
from zhiben.domains.campaigns.terms import HandedIn
from zhiben.domains.campaigns.web.reports import STANDS, TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.workflow.queries import urge_counts
from zhiben.kernel.workflow.urging import urge

Period = tuple[str, date, str]


@open_to(READERS)
def page(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    periods = periods_received(actor)
    chosen = _chosen(periods, request.GET.get("period", ""))
    overview = received(actor, kind=chosen[0], until=chosen[1], on=day_of(at)) if chosen else None
    if request.method == "POST" and overview is not None:
        return _urge(request, actor, overview)
    return render(request, "campaigns/received.html", _context(actor, periods, chosen, overview))


def _urge(request: HttpRequest, actor: Actor, overview: Overview) -> HttpResponse:
    """All who have not answered, or the one whose button was pressed."""
    if actor.role not in HEADS:
        raise NotPermitted("由内勤或者负责人催报")
    only = request.POST.get("only", "")
    ids = [pk for pk in overview.unanswered if not only or str(pk) == only]
    if not ids:
        raise InvalidInput.of("only", "没有要催报的单位")
    done = urge(actor=actor, flow_code="report", case_ids=ids, at=now(), note=request.POST.get("note", ""))
    messages.success(request, f"已催报 {done} 个单位。" if done else "今天已经催过了，没有再发。")
    return HttpResponseRedirect(request.get_full_path())


def _chosen(periods: list[Period], text: str) -> Period | None:
    """The one asked for, else the newest."""
    return next((one for one in periods if _code(one) == text), periods[0] if periods else None)


def _code(one: Period) -> str:
    return f"{one[0]}.{one[1]}"


def _context(actor: Actor, periods: list[Period], chosen: Period | None, overview: Overview | None) -> dict[str, Any]:
    answers = overview.answers if overview else ()
    urged = urge_counts(a.report.pk for a in answers)
    waiting = set(overview.unanswered) if overview else set()
    return {
        "periods": [(_code(one), one[2]) for one in periods], "chosen": _code(chosen) if chosen else "",
        "name": chosen[2] if chosen else "", "may_urge": actor.role in HEADS and waiting, "waiting": len(waiting),
        "standings": [(k.label, overview.counts.get(k, 0), STANDS[k]) for k in HandedIn] if overview else [],
        "all": len(answers), "crumbs": [("首页", "/home"), ("报表", "/reports/"), ("下级报送情况", "")],
        "lines": [
            {"report": a.report, "stands": a.stands.label, "tone": STANDS[a.stands], "state_tone": TONES[a.report.state],
             "url": case_url("report", a.report.pk), "urged": urged.get(a.report.pk, 0), "waits": a.report.pk in waiting}
            for a in answers
        ],
    }  # fmt: skip
