"""Addresses of reports and plans."""

from django.urls import path

from zhiben.domains.campaigns.web import fill, indicator, indicators, monthly, plans, received, report
from zhiben.domains.campaigns.web.fill import FillList
from zhiben.domains.campaigns.web.report import ReportPage
from zhiben.domains.campaigns.web.reports import ReportList

app_name = "campaigns"
urlpatterns = [
    path("plans/", plans.index, name="plans"),
    path("plans/<slug:key>/", plans.detail, name="plan"),
    path("reports/", ReportList.as_view(), name="reports"),
    path("indicators/", indicators.page, name="indicators"),
    path("indicators/workbook", indicators.workbook, name="indicators-workbook"),
    path("indicators/of/<str:key>", indicator.page, name="indicator"),
    path("reports/indicators", indicators.moved, name="indicators-moved"),
    path("reports/monthly", monthly.page, name="monthly"),
    path("reports/monthly/<slug:kind>", monthly.paper, name="monthly-paper"),
    path("reports/received/", received.page, name="received"),
    path("reports/fill/", FillList.as_view(), name="fill"),
    path("reports/fill/new/", fill.new, name="fill-new"),
    path("reports/fill/<uuid:template_id>/", fill.use, name="fill-use"),
    path("reports/fill/<uuid:template_id>/match/", fill.match, name="fill-match"),
    path("reports/fill/<uuid:template_id>/withdraw/", fill.withdraw, name="fill-withdraw"),
    path("reports/<uuid:report_id>/text/<int:number>.<slug:form>", report.paper, name="report-paper"),
    path("reports/<uuid:report_id>/tables/<int:number>.<slug:form>", report.tables, name="report-tables"),
]
urlpatterns += ReportPage.urls("reports/", "campaigns:report")
