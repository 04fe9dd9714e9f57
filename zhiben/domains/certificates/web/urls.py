"""Addresses of certificates."""

from django.urls import path

from zhiben.domains.certificates.web import issuing, papers, renewals
from zhiben.domains.certificates.web.lists.certificates import CertificateList
from zhiben.domains.certificates.web.lists.expiring import ExpiringList
from zhiben.domains.certificates.web.lists.renewals import RenewalItemList, RenewalList
from zhiben.domains.certificates.web.lists.requests import RequestList
from zhiben.domains.certificates.web.officers import OfficerList
from zhiben.domains.certificates.web.page import CertificatePage, RequestPage

app_name = "certificates"
urlpatterns = [
    path("certificates/", CertificateList.as_view(), name="list"),
    path("certificates/expiring/", ExpiringList.as_view(), name="expiring"),
    path("certificates/officers/", OfficerList.as_view(), name="officers"),
    path("certificates/requests/", RequestList.as_view(), name="requests"),
    path("certificates/renewals/", RenewalList.as_view(), name="renewals"),
    path("certificates/renewals/items/", RenewalItemList.as_view(), name="renewal-items"),
    path("certificates/renewals/new/", renewals.new, name="renewal-new"),
    path("certificates/renewals/<uuid:batch_id>/", renewals.page, name="renewal"),
    path("certificates/renewals/<uuid:batch_id>/close/", renewals.close, name="renewal-close"),
    path("certificates/new/", issuing.new, name="new"),
    path("certificates/<uuid:certificate_id>/ask/", issuing.ask, name="ask"),
    path("certificates/<uuid:certificate_id>/certificate.pdf", papers.pdf, name="pdf"),
    path("certificates/decisions/<uuid:decision_id>.pdf", papers.decision_pdf, name="decision-pdf"),
    path("certificates/decisions/<uuid:decision_id>.docx", papers.decision_docx, name="decision-docx"),
]
urlpatterns += CertificatePage.urls("certificates/", "certificates:certificate")
urlpatterns += RequestPage.urls("certificates/requests/", "certificates:request")
