"""Addresses. Every package brings its own list; this file only names them."""

from django.urls import URLPattern, URLResolver, include, path

from zhiben.conf import health
from zhiben.kernel.api.site import mount

ROUTERS = [
    ("/me", "zhiben.kernel.api.resources.me.router"),
    ("/todos", "zhiben.kernel.api.resources.todos.router"),
    ("/messages", "zhiben.kernel.api.resources.messages.router"),
    ("/search", "zhiben.kernel.api.resources.search.router"),
    ("/files", "zhiben.kernel.api.resources.files.router"),
    ("/findings", "zhiben.kernel.api.resources.findings.router"),
    ("/marks", "zhiben.kernel.api.resources.marks.router"),
    ("/corrections", "zhiben.kernel.records.api.corrections.router"),
    ("/correction-notices", "zhiben.kernel.records.api.corrections.notices"),
    ("/merges", "zhiben.kernel.records.api.merging.router"),
    ("/people", "zhiben.registry.people.api.resources.router"),
    ("/equipment", "zhiben.registry.equipment.api.resources.router"),
    ("/grids", "zhiben.registry.projects.api.working.grids"),
    ("/blind-spots", "zhiben.registry.projects.api.working.blind"),
    ("/informants", "zhiben.registry.projects.api.working.informants"),
    ("/projects", "zhiben.registry.projects.api.resources.router"),
    ("/imports", "zhiben.kernel.papers.api.resources.router"),
    ("/bars", "zhiben.domains.standing.api.resources.router"),
    ("/certificates", "zhiben.domains.certificates.api.certificates.router"),
    ("/certificates", "zhiben.domains.certificates.api.requests.asking"),
    ("/certificate-requests", "zhiben.domains.certificates.api.requests.router"),
    ("/renewals", "zhiben.domains.certificates.api.renewals.router"),
    ("/certificate-checks", "zhiben.domains.certificates.api.checks.router"),
    ("/hazards", "zhiben.domains.hazards.api.hazards.router"),
    ("/changes", "zhiben.domains.hazards.api.hazards.changes"),
    ("/notices", "zhiben.domains.hazards.api.notices.router"),
    ("/listings", "zhiben.domains.listings.api.resources.router"),
    ("/orders", "zhiben.domains.ladder.api.orders.router"),
    ("/interviews", "zhiben.domains.interviews.api.resources.router"),
    ("/incidents", "zhiben.domains.accidents.api.incidents.router"),
    ("/traces", "zhiben.domains.accidents.api.traces.router"),
    ("/criteria", "zhiben.domains.criteria.api.resources.router"),
    ("/reports", "zhiben.domains.campaigns.api.resources.router"),
    ("/database", "zhiben.domains.insight.api.resources.router"),
    ("/indicators", "zhiben.domains.campaigns.api.indicators.router"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("api/v1/", mount(ROUTERS)),
    path("", include("zhiben.kernel.ui.urls")),
    path("", include("zhiben.kernel.evidence.web.urls")),
    path("", include("zhiben.kernel.papers.web.urls")),
    path("", include("zhiben.kernel.records.web.urls")),
    path("", include("zhiben.domains.criteria.web.urls")),
    path("", include("zhiben.domains.hazards.web.link.urls")),
    path("", include("zhiben.registry.enterprises.web.urls")),
    path("", include("zhiben.registry.people.web.urls")),
    path("", include("zhiben.registry.projects.web.urls")),
    path("", include("zhiben.registry.equipment.web.urls")),
    path("", include("zhiben.domains.standing.web.urls")),
    path("", include("zhiben.domains.certificates.web.urls")),
    path("", include("zhiben.domains.certificates.web.cards.urls")),
    path("", include("zhiben.domains.certificates.web.checks.urls")),
    path("", include("zhiben.domains.certificates.web.faces.urls")),
    path("", include("zhiben.domains.hazards.web.papers.urls")),
    path("", include("zhiben.portals.console.web.urls")),
    path("", include("zhiben.domains.hazards.web.urls")),
    path("", include("zhiben.domains.listings.web.urls")),
    path("", include("zhiben.domains.interviews.web.urls")),
    path("", include("zhiben.domains.ladder.web.urls")),
    path("", include("zhiben.domains.accidents.web.urls")),
    path("", include("zhiben.domains.campaigns.web.urls")),
    path("", include("zhiben.domains.insight.web.urls")),
    path("", include("zhiben.registry.agencies.web.urls")),
    path("", include("zhiben.portals.public_site.web.urls")),
]

handler400 = "zhiben.kernel.ui.refusals.bad_request"
handler403 = "zhiben.kernel.ui.refusals.forbidden"
handler404 = "zhiben.kernel.ui.refusals.not_found"
handler500 = "zhiben.kernel.ui.refusals.server_error"
