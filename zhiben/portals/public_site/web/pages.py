"""The landing page, and the desk where a paper of any kind is checked by its number."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.papers.verifying import find_paper
from zhiben.kernel.ui.doors import public


@public("首页只说明这是什么、从哪里进")
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "public_site/landing.html")


@public("核验文书真伪，只给出文书上已有的名称、文号、机关、日期")
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Number and the check code printed beside the QR lead to the page of that paper; the QR leads there at once."""
    if request.method == "GET":
        return render(request, "public_site/verify.html")
    number, check = request.POST.get("number", ""), request.POST.get("check", "")
    try:
        paper = find_paper(number=number, check=check, address=request.META.get("REMOTE_ADDR", ""), at=now())
    except Refusal as refusal:
        context = {"refusal": refusal, "number": number, "check": check}
        answer = render(request, "public_site/verify.html", context, status=refusal.status)
        if refusal.status == 429:
            answer["Retry-After"] = "900"
        return answer
    return HttpResponseRedirect(f"/n/{paper.token}")
