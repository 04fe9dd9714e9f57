"""Printed orders for those who may see the order: regulators, the site, its enterprises."""

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhiben.domains.ladder import documents
from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.policies import READERS
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.ui.doors import open_to

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@open_to(READERS)
@require_safe
def order_pdf(request: HttpRequest, order_id: UUID) -> HttpResponse:
    order = _find(request, order_id)
    return _file(documents.order_pdf(order, base=_base(request)), order, "pdf")


@open_to(READERS)
@require_safe
def order_docx(request: HttpRequest, order_id: UUID) -> HttpResponse:
    order = _find(request, order_id)
    return _file(documents.order_docx(order, base=_base(request)), order, "docx")


def _find(request: HttpRequest, order_id: UUID) -> Order:
    order = Order.objects.visible_to(actor_of(request)).select_related("project").filter(pk=order_id).first()
    if order is None:
        raise NotVisible("没有找到这份督办单，或者不在您的权限范围内")
    return order


def _base(request: HttpRequest) -> str:
    """Where nobody has said how phones reach us, they reach us as the one who prints does."""
    own = urlsplit(settings.BASE_URL).hostname in ("127.0.0.1", "localhost", "0.0.0.0", "::")  # noqa: S104
    return request.build_absolute_uri("/") if own else settings.BASE_URL


def _file(content: bytes, order: Order, kind: str) -> HttpResponse:
    name = f"{order.name} {order.number or '草稿'}.{kind}"
    answer = HttpResponse(content, content_type=PDF if kind == "pdf" else DOCX)
    answer["Content-Disposition"] = content_disposition_header(kind == "docx", name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
