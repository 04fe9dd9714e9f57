"""Addresses of reports."""

from django.urls import path

from zhiben.domains.campaigns.web import indicators, monthly

app_name = "campaigns"
urlpatterns = [
    path("reports/indicators", indicators.page, name="indicators"),
    path("reports/monthly", monthly.page, name="monthly"),
    path("reports/monthly/<slug:kind>", monthly.paper, name="monthly-paper"),
]
