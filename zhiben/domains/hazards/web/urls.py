"""Addresses of hazards, notices and change requests."""

from django.urls import path

from zhiben.domains.hazards.web import answering, change, drafting, handling, look_backs, reporting, servings
from zhiben.domains.hazards.web.change import ChangePage
from zhiben.domains.hazards.web.hazard import HazardPage
from zhiben.domains.hazards.web.lists import ChangeList, HazardList, NoticeList
from zhiben.domains.hazards.web.look_backs import LookBackList, LookBackPage
from zhiben.domains.hazards.web.measures import MeasurePage
from zhiben.domains.hazards.web.notice import NoticePage, register_kinds
from zhiben.domains.hazards.web.servings import ServingList, ServingPage
from zhiben.domains.hazards.web.treatment import PlanPage, ReportPage
from zhiben.kernel.ui.cases.addresses import register_duty_page

app_name = "hazards"
NOTICE = "notices/<uuid:notice_id>/"

urlpatterns = [
    path("hazards/", HazardList.as_view(), name="hazards"),
    path("hazards/new/", reporting.new, name="hazard-new"),
    path("hazards/<uuid:hazard_id>/change/<slug:kind>/", change.new, name="change-new"),
    path("changes/", ChangeList.as_view(), name="changes"),
    path("changes/<uuid:change_id>/decide/<slug:word>/", change.decide, name="change-decide"),
    path("changes/<uuid:change_id>/withdraw/", change.withdraw, name="change-withdraw"),
    path("servings/", ServingList.as_view(), name="servings"),
    path("servings/<uuid:serving_id>/sign/", servings.sign, name="serving-sign"),
    path("servings/<uuid:serving_id>/paper/", servings.paper, name="serving-paper"),
    path("servings/<uuid:serving_id>/chase/", servings.chase, name="serving-chase"),
    path("servings/<uuid:serving_id>/code/", servings.code, name="serving-code"),
    path("look-backs/", LookBackList.as_view(), name="look-backs"),
    path("look-backs/round/", look_backs.plan_round, name="look-back-round"),
    path("look-backs/<uuid:look_back_id>/rebound/", look_backs.came_back, name="look-back-rebound"),
    path("notices/", NoticeList.as_view(), name="notices"),
    path("notices/new/", drafting.new, name="notice-new"),
    path(f"{NOTICE}advance/", handling.advance, name="notice-advance"),
    path(f"{NOTICE}amend/", handling.amend, name="notice-amend"),
    path(f"{NOTICE}discard/", handling.discard, name="notice-discard"),
    path(f"{NOTICE}void/", handling.void, name="notice-void"),
    path(f"{NOTICE}receive/", handling.receive, name="notice-receive"),
    path(f"{NOTICE}deliver/", handling.deliver, name="notice-deliver"),
    path(f"{NOTICE}scan/", handling.scan, name="notice-scan"),
    path(f"{NOTICE}code/", handling.code, name="notice-code"),
    path(f"{NOTICE}resume/", handling.resume, name="notice-resume"),
    path(f"{NOTICE}reply/", answering.reply, name="notice-reply"),
    path(f"{NOTICE}recheck/", answering.recheck, name="notice-recheck"),
]
urlpatterns += HazardPage.urls("hazards/", "hazards:hazard")
urlpatterns += NoticePage.urls("notices/", "hazards:notice")
urlpatterns += ChangePage.urls("changes/", "hazards:change")
urlpatterns += MeasurePage.urls("measures/", "hazards:measure")
urlpatterns += ServingPage.urls("servings/", "hazards:serving")
urlpatterns += PlanPage.urls("plans/", "hazards:plan")
urlpatterns += ReportPage.urls("double-reports/", "hazards:report")
urlpatterns += LookBackPage.urls("look-backs/", "hazards:look-back")
register_kinds()
for action in ("sign", "address", "chase"):
    register_duty_page("hazard.serving", action, "hazards:serving-page")
register_duty_page("hazard.change", "approve", "hazards:change-page")
