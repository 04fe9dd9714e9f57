"""What a notice says, frozen when it is issued: the paper is printed from this, whatever becomes of its items."""

import hashlib
import json
from typing import Any

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.terms import NoticeKind
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import agency
from zhiben.registry.projects.public import parties_of

Content = dict[str, Any]


def freeze_content(notice: Notice) -> Notice:
    """Write content and hash of a notice that has just got its number. Later changes of its items do not reach it."""
    content = content_of(notice)
    notice.content, notice.content_hash = content, hash_of(content)
    Notice.objects.filter(pk=notice.pk).update(content=content, content_hash=notice.content_hash)
    return notice


def hash_of(content: Content) -> str:
    """SHA-256 over the canonical form: sorted keys, no blanks, UTF-8. Printed on the paper and shown behind its QR."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(notice: Notice) -> Content:
    """The words of the paper, as they stand now. For a draft: a preview without number and date."""
    office = agency(notice.agency_id)
    project = notice.project
    return {
        "version": 1, "kind": notice.kind, "name": notice.name, "number": notice.number,
        "agency": {"name": office.name, "phone": office.phone, "address": office.address},
        "addressee": {"name": notice.addressee, **_addressee(notice)},
        "project": {"name": project.name, "supervise_no": project.supervise_no, "address": project.address},
        "visited_on": notice.visited_on.isoformat(),
        "issued_on": notice.issued_on.isoformat() if notice.issued_on else "",
        "signed_by": notice.signed_by, "requirements": notice.requirements, "stop_scope": notice.stop_scope,
        "officers": [{"name": o.name, "certificate_no": o.certificate_no}
                     for o in notice.officers.order_by("position")],
        "items": [_item(h) for h in Hazard.objects.filter(notice=notice).order_by("item_no")],
        **_set_phrases(notice), **_resumed(notice),
    }  # fmt: skip


def _item(hazard: Hazard) -> Content:
    return {
        "no": hazard.item_no, "level": hazard.get_level_display(), "location": hazard.location,
        "description": hazard.description, "basis": hazard.clause_text, "measure": hazard.measure,
        "deadline_on": hazard.deadline_on.isoformat() if hazard.deadline_on else "",
        "responsible_person": hazard.responsible_person, "fixed_on_spot": hazard.fixed_on_spot,
    }  # fmt: skip


def _addressee(notice: Notice) -> Content:
    """Credit code and legal representative of the enterprise addressed."""
    on_site = parties_of(notice.project_id, notice.visited_on)
    enterprise = next((p.enterprise for p in on_site if p.enterprise.name == notice.addressee), None)
    return {
        "uscc": enterprise.uscc if enterprise else "",
        "legal_person": enterprise.legal_person if enterprise else "",
    }


def _set_phrases(notice: Notice) -> Content:
    """What the agency always writes in this kind of paper, as its parameters say on the day."""
    on = notice.issued_on or notice.visited_on

    def phrase(key: str) -> str:
        return str(value_of(f"notices.text.{key}", path=notice.place, on=on))

    if notice.kind == NoticeKind.RESUME:
        return {"closing": phrase("resume")}
    stop = notice.kind == NoticeKind.STOP
    return {
        "basis": notice.basis or phrase(f"basis.{notice.kind}"), "consequence": phrase(f"consequence.{notice.kind}"),
        "closing": phrase("resume_procedure" if stop else "recheck"), "remedy": phrase("remedy") if stop else "",
    }  # fmt: skip


def _resumed(notice: Notice) -> Content:
    """对应停工文书 of a 复工通知书, and when its items passed the re-check."""
    stop = notice.resumes
    if stop is None:
        return {}
    passed = Hazard.objects.filter(notice=stop, rechecked_on__isnull=False).order_by("-rechecked_on").first()
    rechecked = passed.rechecked_on if passed else None
    return {
        "stop": {
            "name": stop.name, "number": stop.number, "scope": stop.stop_scope,
            "issued_on": stop.issued_on.isoformat() if stop.issued_on else "",
            "rechecked_on": rechecked.isoformat() if rechecked else "",
            "rechecked_by": passed.rechecked_by if passed else "",
        }
    }  # fmt: skip


def shown_content(notice: Notice) -> Content:
    """As issued; for a draft, what would be issued now."""
    return notice.content or content_of(notice)


def is_untouched(notice: Notice) -> bool:
    """The stored content still has the hash it was issued with."""
    return notice.content is not None and hash_of(notice.content) == notice.content_hash
