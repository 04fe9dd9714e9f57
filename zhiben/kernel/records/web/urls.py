"""Addresses of corrections and merging."""

from django.urls import path

from zhiben.kernel.records.web import held, history, merging, numbers
from zhiben.kernel.records.web.cases import CorrectionPage, NoticePage, my_notice
from zhiben.kernel.records.web.lists import CandidateList, CorrectionList, MergeList, NoticeList

app_name = "records"
urlpatterns = [
    path("corrections/", CorrectionList.as_view(), name="list"),
    path("corrections/notices/", NoticeList.as_view(), name="notices"),
    path("corrections/<uuid:correction_id>/mine", my_notice, name="my-notice"),
    path("corrections/<uuid:correction_id>/number", numbers.number, name="number"),
    path("corrections/imports/<uuid:import_id>/decide", held.decide, name="decide-imported"),
    path("records/imports/<uuid:batch_id>/held", held.held, name="held"),
    path("records/duplicates/", CandidateList.as_view(), name="duplicates"),
    path("records/merges/", MergeList.as_view(), name="merges"),
    path("records/merges/<uuid:merge_id>/", merging.merge, name="merge"),
    path("records/merges/<uuid:merge_id>/undo", merging.undo, name="undo"),
    path("records/<slug:kind>/<uuid:record_id>/history", history.history, name="history"),
    path("records/<slug:kind>/<uuid:record_id>/correct/<slug:field>", history.correct, name="correct"),
    path("records/<slug:kind>/<uuid:first_id>/<uuid:second_id>", merging.compare, name="compare"),
    path("records/<slug:kind>/<uuid:first_id>/<uuid:second_id>/distinct", merging.distinct, name="distinct"),
]
urlpatterns += NoticePage.urls("corrections/notices/", "records:notice")
urlpatterns += CorrectionPage.urls("corrections/", "records:correction")
