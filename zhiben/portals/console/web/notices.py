"""What the platform has told me."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhiben.kernel.ui.doors import signed_in


@signed_in
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    return render(request, "console/notices.html", {"notices": [], "crumbs": [("首页", "/home"), ("通知", "")]})


@signed_in
@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("console:notices"))
