"""Addresses of the desk, of orders, and of what waits for a batch."""

from django.urls import path

from zhiben.domains.ladder.web import desk, drafting, papers
from zhiben.domains.ladder.web.lists import BatchList, OrderList
from zhiben.domains.ladder.web.orders import OrderPage

app_name = "ladder"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/below/", desk.below, name="desk-below"),
    path("desk/sign/", desk.sign, name="desk-sign"),
    path("desk/decline/<str:flow>/<slug:action>/<uuid:case_id>/", desk.decline, name="desk-decline"),
    path("orders/", OrderList.as_view(), name="orders"),
    path("orders/new/<uuid:hazard_id>/", drafting.new, name="order-new"),
    path("orders/<uuid:order_id>/document.pdf", papers.order_pdf, name="order-pdf"),
    path("orders/<uuid:order_id>/document.docx", papers.order_docx, name="order-docx"),
    path("listings/batch/", BatchList.as_view(), name="batch"),
    *OrderPage.urls("orders/", "ladder:order"),
]
