"""What a 督办单 says: the words of a draft, and the frozen content of what was signed."""

from typing import Any

from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.queries import items_of
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import agency

Content = dict[str, Any]


def shown_content(order: Order) -> Content:
    """As signed; for a draft, what would be signed now."""
    paper = paper_of("ladder.order", order.pk)
    return dict(paper.content) if paper else content_of(order)


def content_of(order: Order) -> Content:
    office, project = agency(order.agency_id), order.project
    on = order.issued_on or order.opened_at.date()
    return {
        "version": 1, "kind": "ladder.order", "name": order.name, "number": order.number,
        "agency": {"name": office.name, "phone": office.phone, "address": office.address},
        "addressee": order.addressee, "copies": order.copies, "to_agency": order.to_agency,
        "project": {"name": project.name, "supervise_no": project.supervise_no, "address": project.address},
        "reason": order.reason, "demands": order.demands, "basis": value_of("ladder.text.basis", path=order.place, on=on),
        "consequence": "" if order.to_agency else value_of("ladder.text.consequence", path=order.place, on=on),
        "answer_on": order.answer_on.isoformat() if order.answer_on else "",
        "issued_on": order.issued_on.isoformat() if order.issued_on else "", "signed_by": order.signed_by,
        "items": [_item(number, row.hazard) for number, row in enumerate(items_of(order.pk), 1)],
    }  # fmt: skip


def _item(number: int, hazard: Any) -> Content:
    return {
        "no": number, "level": hazard.get_level_display(), "title": hazard.title, "location": hazard.location,
        "description": hazard.description, "basis": hazard.clause_text, "number": hazard.number,
        "deadline_on": hazard.deadline_on.isoformat() if hazard.deadline_on else "",
        "state": hazard.get_state_display(), "responsible_person": hazard.responsible_person,
    }  # fmt: skip
