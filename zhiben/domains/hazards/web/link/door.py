"""Who may come in by a notice's link: whoever once gave its code on this phone, and only to this notice."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.codes import Opened, opened_by, redeem_code
from zhiben.domains.hazards.services.content import NOTICE_PAPERS
from zhiben.domains.hazards.services.drafts import visible_notice
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.middleware import become
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotPermitted, NotVisible, Refusal
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.papers.tries import limited
from zhiben.kernel.papers.verifying import paper_behind
from zhiben.kernel.ui.doors import public
from zhiben.kernel.ui.phones import given_code, keep_secret, kept_secret
from zhiben.kernel.ui.refusals import problem

COOKIE: Final = "zb_notice"
SALT: Final = "zhiben.notice-link"
REASON: Final = "凭文书签收码在本机打开的文书，只能看和办这一份"


LinkView = Callable[..., HttpResponse]


def opened(view: LinkView) -> Callable[..., HttpResponse]:
    """A page behind the code: the request acts as the phone's holder. Others are sent to the page with the form.

    A refusal undoes what the view did and is shown on a page that leads back to the notice.
    """

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **parts: Any) -> HttpResponse:
        try:
            notice = enter(request, token)
        except NotPermitted as refusal:
            if wants_json(request):
                return problem(request, refusal)
            return HttpResponseRedirect(f"/n/{token}")
        try:
            with transaction.atomic():
                return view(request, notice, **parts)
        except Refusal as refusal:
            return _refused(request, token, refusal)

    return public(REASON)(guarded)


def enter(request: HttpRequest, token: str) -> Notice:
    """Act as the holder whom the cookie names. Raises NotVisible (no such notice) or NotPermitted (not opened here)."""
    paper = notice_paper(token)
    if paper is None:
        raise NotVisible("没有这份文书")
    actor = opened_by(notice=_shadow(paper), secret=secret_of(request, token))
    become(request, actor)
    return visible_notice(actor, paper.case_id)


def notice_paper(token: str) -> IssuedPaper | None:
    """The paper behind the token when it is a notice: papers of other kinds have other doors."""
    paper = paper_behind(token)
    return paper if paper and paper.kind in NOTICE_PAPERS else None


def redeem(request: HttpRequest, paper: IssuedPaper) -> Opened:
    """Give a code. Raises Refusal 403 (wrong), 429 (too often), InvalidInput. The caller catches it, or it won't count."""
    given = given_code(request)
    address, at = request.META.get("REMOTE_ADDR", ""), now()
    notice = _shadow(paper)
    return limited(f"code|{notice.pk}", address, lambda: redeem_code(notice=notice, at=at, **given), at=at)


def remember(answer: HttpResponse, token: str, secret: str) -> HttpResponse:
    """The phone's key, sent back only to the pages of this notice and out of reach of scripts."""
    return keep_secret(answer, COOKIE, salt=f"{SALT}.{token}", path=f"/n/{token}", secret=secret)


def secret_of(request: HttpRequest, token: str) -> str:
    """Empty when there is none, it is too old, or it was made for another notice."""
    return kept_secret(request, COOKIE, salt=f"{SALT}.{token}")


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refused(request: HttpRequest, token: str, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return problem(request, refusal)
    context = {"token": token, "refusal": refusal}
    return render(request, "hazards/link/refused.html", context, status=refusal.status)


def _shadow(paper: IssuedPaper) -> Notice:
    """The columns that codes ask about; the row itself stays out of sight until the code is right."""
    with acting_as(system_actor("link")):
        project_id = Notice.objects.filter(pk=paper.case_id).values_list("project_id", flat=True).get()
    return Notice(pk=paper.case_id, project_id=project_id, where_name=paper.where_name)
