"""Addresses of reports."""

from django.urls import path

from zhiben.domains.campaigns.web import monthly

app_name = "campaigns"
urlpatterns = [
    path("reports/monthly", monthly.page, name="monthly"),
    path("reports/monthly/<slug:kind>", monthly.paper, name="monthly-paper"),
]
