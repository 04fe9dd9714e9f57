"""颁发, 延续, 变更: the issuing authority gives a certificate, prolongs it, or writes down what has changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.numbers import licence_id
from zhiben.domains.certificates.services import checks
from zhiben.domains.certificates.services.facts import later, locked, title_of, years_of
from zhiben.domains.certificates.services.holders import holder_of, place_columns
from zhiben.domains.certificates.services.proving import prove, update_status
from zhiben.domains.certificates.services.renewing import settle_items
from zhiben.domains.certificates.terms import CertificateKind, CertificateState
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW
from zhiben.domains.certificates.workflow.certificate import moved_event
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.engine import fire, open_case
from zhiben.registry.agencies.public import agency

NOT_SET: Final = "无"


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """What a certificate is to say. ``valid_to`` is computed from the kind's years where it is not given.

    The holder is named by exactly one of ``enterprise_id``, ``person_id``, ``officer_id``, ``equipment_id`` (a crane
    registration also has the ``project_id`` it is for and the ``enterprise_id`` that uses the machine).
    """

    kind: str
    number: str
    class_code: str = ""
    enterprise_id: UUID | None = None
    person_id: UUID | None = None
    officer_id: UUID | None = None
    equipment_id: UUID | None = None
    project_id: UUID | None = None
    employer_id: UUID | None = None
    scope_text: str = ""
    issued_on: date | None = None
    first_issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    electronic: bool = True
    replaces_id: UUID | None = None


@transaction.atomic
def issue_certificate(*, actor: Actor, facts: CertificateFacts, at: datetime) -> Certificate:
    """颁发 by a certifier of the issuing authority, with its proof; the one it replaces (换发) ends in the same moment.

    Raises NotPermitted, InvalidInput (field by field) or WrongState; nothing is changed then.
    """
    office, day = _issuing_office(actor, facts.kind, day_of(at)), day_of(at)
    class_name = checks.check_class(facts, day)
    holder = holder_of(actor, facts, office.path)
    old = _replaced(actor, facts)
    case = Certificate(
        agency_id=office.pk, scope=office.path, where_name=holder.where_name, kind=facts.kind,
        class_code=facts.class_code, class_name=class_name, number=facts.number.strip(),
        number_key=checks.check_number(facts.kind, facts.number, facts.replaces_id), holder_name=holder.name,
        employer_name=holder.employer_name, scope_text=facts.scope_text, issuer_name=office.name,
        electronic=facts.electronic, replaces=old, **holder.columns, **place_columns(holder.place),
        **_term(facts, holder.place, day),
    )  # fmt: skip
    case.title = title_of(case)
    case.licence_id = _licence_id(case, day)
    checks.check_term(case)
    checks.check_no_second(facts, holder.columns, day)
    checks.check_kind(facts, holder.columns, holder.place, day)
    if old is not None:
        _end_old(actor, old, case, at)
    open_case(CERTIFICATE_FLOW, case, actor=actor, at=at, state=CertificateState.VALID, action="issue")
    prove(certificate=case, at=at)
    _announce(case, "issue", at)
    if old is not None:
        settle_items(old_id=old.pk, new=case, on=day)
    return case


def may_issue(actor: Actor, kind: str, on: date) -> bool:
    """Whether this actor's agency has the power, and the actor the role."""
    if actor.role != Role.CERTIFIER or not actor.is_regulator or actor.reach_id is None:
        return False
    return actor.level in value_of(f"certificates.issuer_levels.{kind}", path=actor.path, on=on)


def _issuing_office(actor: Actor, kind: str, day: date) -> Any:
    if kind not in CertificateKind.values or kind == CertificateKind.CONSTRUCTOR:
        raise InvalidInput.of("kind", "请选择证照种类")
    if not may_issue(actor, kind, day):
        raise NotPermitted(
            f"您现在的身份（{actor.reach_name} {actor.role.label}）不能颁发{CertificateKind(kind).label}"
        )
    return agency(actor.reach_id) if actor.reach_id else None


def _term(facts: CertificateFacts, place: str, day: date) -> dict[str, date | None]:
    """From when until when: as given, else the kind's years, the last day being the one before the anniversary."""
    since = facts.valid_from or facts.issued_on or day
    years = years_of(facts.kind, place, day)
    until = facts.valid_to or (later(since, months=12 * years) - timedelta(days=1) if years else None)
    if years and until and until > later(since, months=12 * years):
        raise InvalidInput.of("valid_to", f"有效期不超过 {years} 年")
    issued = facts.issued_on or day
    first = facts.first_issued_on or issued
    if issued > day:
        raise InvalidInput.of("issued_on", "发证日期在今天之后")
    return {"issued_on": issued, "first_issued_on": first, "valid_from": since, "valid_to": until}


def _licence_id(case: Certificate, day: date) -> str:
    """电子证照标识, where the codes it is made of have been published and entered."""
    codes = [str(value_of(f"certificates.{key}", path=case.scope, on=day)) for key in ("type_code", "issuer_code")]
    if NOT_SET in codes or not case.electronic:
        return ""
    return licence_id(type_code=codes[0], issuer_code=codes[1], serial=case.pk.hex[-12:], version=case.version)


def _replaced(actor: Actor, facts: CertificateFacts) -> Certificate | None:
    if facts.replaces_id is None:
        return None
    old = locked(actor, facts.replaces_id)
    if old.kind != facts.kind or old.class_code not in ("", facts.class_code):
        raise InvalidInput.of("replaces_id", "换发的新证要与旧证同种类、同类别")
    if old.state != CertificateState.VALID:
        raise WrongState(f"旧证现在是「{old.get_state_display()}」，不能换发")
    return old


def _end_old(actor: Actor, old: Certificate, new: Certificate, at: datetime) -> None:
    """换发后旧证自动停用."""
    if old.agency_id != new.agency_id:
        raise NotPermitted("旧证由其他机关颁发，请在原发证机关换发")
    done = fire(CERTIFICATE_FLOW, old.pk, "replace", actor=actor, at=at, reason=f"换发新证 {new.number}")
    update_status(certificate=done, at=at)


def _announce(case: Certificate, action: str, at: datetime) -> None:
    publish(moved_event(case, action=action, state=case.state, seq=case.seq), at=at)
