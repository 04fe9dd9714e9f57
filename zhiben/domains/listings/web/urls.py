"""Addresses of 挂牌督办."""

from django.urls import path

from zhiben.domains.listings.web import drafting, papers, public
from zhiben.domains.listings.web.lists import ListingList
from zhiben.domains.listings.web.page import ListingPage, ProgressPage

app_name = "listings"
urlpatterns = [
    path("listings/", ListingList.as_view(), name="list"),
    path("listings/public/", public.listings, name="public"),
    path("listings/new/", drafting.new, name="new"),
    path("listings/<uuid:listing_id>/<slug:which>.pdf", papers.document_pdf, name="document-pdf"),
    path("listings/<uuid:listing_id>/<slug:which>.docx", papers.document_docx, name="document-docx"),
]
urlpatterns += ListingPage.urls("listings/", "listings:listing")
urlpatterns += ProgressPage.urls("listings/progress/", "listings:progress")
