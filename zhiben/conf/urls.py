"""Addresses. Every package brings its own list; this file only names them."""

from django.urls import URLPattern, URLResolver, include, path

from zhiben.conf import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("", include("zhiben.kernel.ui.urls")),
    path("", include("zhiben.kernel.evidence.web.urls")),
    path("", include("zhiben.portals.console.web.urls")),
]

handler400 = "zhiben.kernel.ui.refusals.bad_request"
handler403 = "zhiben.kernel.ui.refusals.forbidden"
handler404 = "zhiben.kernel.ui.refusals.not_found"
handler500 = "zhiben.kernel.ui.refusals.server_error"
