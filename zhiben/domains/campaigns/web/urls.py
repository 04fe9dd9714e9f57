"""Addresses of reports."""

from django.urls import path

from zhiben.domains.campaigns.web import indicators, monthly, plans

app_name = "campaigns"
urlpatterns = [
    path("plans/", plans.index, name="plans"),
    path("plans/<slug:key>/", plans.detail, name="plan"),
    path("reports/indicators", indicators.page, name="indicators"),
    path("reports/monthly", monthly.page, name="monthly"),
    path("reports/monthly/<slug:kind>", monthly.paper, name="monthly-paper"),
]
