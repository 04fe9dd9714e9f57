"""The front door of people for other packages."""

from collections.abc import Sequence
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.registry.people.bulk import Named, ensure_people, sealed_number, sealed_phone, set_phones
from zhiben.registry.people.codes import clean_phone, id_check_digit, id_number_doubts, phone_doubts
from zhiben.registry.people.ledgers.certificates import CERTIFICATE_CHECKS, state_certificates
from zhiben.registry.people.ledgers.certificates import TOUCHED as STATED_TOUCHED
from zhiben.registry.people.ledgers.columns import (
    ACCOUNT,
    ADDRESS,
    BANK,
    BETWEEN,
    CARD_AND_BANK,
    CERT_ISSUER,
    CERT_KIND,
    CERT_NO,
    CERT_SINCE,
    CERT_UNTIL,
    CONTACT,
    CONTACT_PHONE,
    ETHNIC,
    GENDER,
    ID_NO,
    NAME,
    PHONE,
    RESULT_AND_DAY,
    VERIFIED,
    VERIFIED_ON,
)  # fmt: skip
from zhiben.registry.people.ledgers.lines import keep_lines
from zhiben.registry.people.ledgers.reading import certificate_key, person_key, prepare_certificate, prepare_people
from zhiben.registry.people.matching import known_by, number_matches
from zhiben.registry.people.models import Employment, EmploymentQuerySet, Person, PersonQuerySet, StatedCertificate
from zhiben.registry.people.services import (
    ensure_person,
    find_person,
    register_person,
    set_personal,
    unmask,
    update_person,
)

__all__ = [
    "ACCOUNT", "ADDRESS", "BANK", "BETWEEN", "CARD_AND_BANK", "CERTIFICATE_CHECKS", "CERT_ISSUER", "CERT_KIND", "CERT_NO",
    "CERT_SINCE", "CERT_UNTIL", "CONTACT", "CONTACT_PHONE", "ETHNIC", "GENDER", "ID_NO", "NAME", "PHONE",
    "RESULT_AND_DAY", "STATED_TOUCHED", "VERIFIED", "VERIFIED_ON", "Employment", "Named", "Person", "StatedCertificate",
    "certificate_key", "clean_phone", "employments", "ensure_people", "ensure_person", "find_person", "id_check_digit",
    "id_number_doubts", "keep_lines", "known_by", "link_stated", "number_matches", "people", "person_for", "person_key", "phone_doubts",
    "prepare_certificate",
    "prepare_people", "register_person", "sealed_number", "sealed_phone", "set_personal", "set_phones",
    "state_certificates", "unmask", "update_person",
]  # fmt: skip


def person_for(actor: Actor, person_id: UUID) -> Person:
    """Masked. Raises NotVisible."""
    found = people(actor).select_related("employer").filter(pk=person_id).first()
    if found is None:
        raise NotVisible("没有这个人，或者不在您的权限范围内")
    return found


def people(actor: Actor) -> PersonQuerySet:
    return Person.objects.visible_to(actor)


def employments(actor: Actor) -> EmploymentQuerySet:
    """Who works for whom, from when to when; ``.on(day)`` those of a day."""
    return Employment.objects.visible_to(actor)


def link_stated(ids: Sequence[UUID]) -> None:
    """These certificates, which ledgers state, stand in the register now."""
    StatedCertificate.objects.filter(pk__in=ids).update(linked=True)
