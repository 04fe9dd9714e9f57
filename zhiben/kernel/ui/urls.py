"""Addresses of the shell."""

from django.urls import path

from zhiben.kernel.ui.exports import drop_export, export_file, exports
from zhiben.kernel.ui.findings import pages as finding_pages
from zhiben.kernel.ui.findings.lists import FindingList
from zhiben.kernel.ui.lists.saved import delete_filter, save_filter
from zhiben.kernel.ui.marking_pages import MarkList, mark, unmark
from zhiben.kernel.ui.pages import display
from zhiben.kernel.ui.search import search_page
from zhiben.kernel.ui.shots import renew
from zhiben.kernel.ui.suggestions import SuggestionList, suggest

app_name = "ui"
urlpatterns = [
    path("display", display, name="display"),
    path("search", search_page, name="search"),
    path("suggest", suggest, name="suggest"),
    path("suggestions/", SuggestionList.as_view(), name="suggestions"),
    path("shots/renew", renew, name="renew_shot"),
    path("marks/", MarkList.as_view(), name="marks"),
    path("marks/<slug:kind>/<uuid:subject_id>/new", mark, name="mark"),
    path("marks/<uuid:mark_id>/clear", unmark, name="unmark"),
    path("findings/", FindingList.as_view(), name="findings"),
    path("findings/rules/", finding_pages.catalogue, name="rules"),
    path("findings/<uuid:finding_id>", finding_pages.finding, name="finding-page"),
    path("findings/<uuid:finding_id>/dismiss", finding_pages.dismiss, name="finding-dismiss"),
    path("findings/<uuid:finding_id>/reopen", finding_pages.reopen, name="finding-reopen"),
    path("exports/mine/", exports, name="exports"),
    path("exports/mine/<uuid:export_id>.xlsx", export_file, name="export-file"),
    path("exports/mine/<uuid:export_id>/drop", drop_export, name="export-drop"),
    path("filters", save_filter, name="save_filter"),
    path("filters/<uuid:filter_id>/delete", delete_filter, name="delete_filter"),
]
