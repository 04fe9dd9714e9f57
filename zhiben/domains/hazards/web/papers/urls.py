"""Addresses of printed notices."""

from django.urls import path

from zhiben.domains.hazards.web.papers import views

app_name = "papers"
urlpatterns = [
    path("notices/<uuid:notice_id>/document.pdf", views.document_pdf, name="document-pdf"),
    path("notices/<uuid:notice_id>/document.docx", views.document_docx, name="document-docx"),
    path("notices/<uuid:notice_id>/receipt.pdf", views.receipt, name="receipt-pdf"),
    path("notices/<uuid:notice_id>/reply.pdf", views.reply, name="reply-pdf"),
    path("servings/<uuid:serving_id>/sheet.pdf", views.serving_sheet, name="serving-sheet"),
    path("n/<str:token>/document.pdf", views.linked_document, name="link-document"),
    path("n/<str:token>/reply.pdf", views.linked_reply, name="link-reply"),
]
