"""Addresses of 约谈."""

from django.urls import path

from zhiben.domains.interviews.web import drafting, papers
from zhiben.domains.interviews.web.lists import CommitmentList, InterviewList
from zhiben.domains.interviews.web.page import CommitmentPage, InterviewPage

app_name = "interviews"
urlpatterns = [
    path("interviews/", InterviewList.as_view(), name="list"),
    path("interviews/new/", drafting.new, name="new"),
    path("interviews/commitments/", CommitmentList.as_view(), name="commitments"),
    path("interviews/<uuid:interview_id>/<slug:which>.<slug:form>", papers.document, name="document"),
]
urlpatterns += InterviewPage.urls("interviews/", "interviews:interview")
urlpatterns += CommitmentPage.urls("interviews/commitments/", "interviews:commitment")
