"""延续 and 变更: what a certificate goes on with, and its new code."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.services.facts import later, locked, title_of, years_of
from zhiben.domains.certificates.services.proving import prove
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.engine import fire
from zhiben.registry.enterprises.public import enterprise_for


@transaction.atomic
def extend_certificate(
    *, actor: Actor, certificate_id: UUID, at: datetime, valid_to: date | None = None
) -> Certificate:
    """延续: so many years as the kind has from the old end, in the window before it. Raises WrongState outside of it."""
    case, day = locked(actor, certificate_id), day_of(at)
    if case.valid_to is None:
        raise WrongState("这张证照没有有效期，不用延续")
    if case.valid_to < day:
        raise WrongState(f"已于 {case.valid_to:%Y-%m-%d} 过期，不能延续，请注销后重新申请")
    months = int(value_of("certificates.extension_months", path=case.place, on=day))
    if later(day, months=months) < case.valid_to:
        raise WrongState(f"有效期届满前 {months} 个月内才能办理延续，有效期止是 {case.valid_to:%Y-%m-%d}")
    years = years_of(case.kind, case.place, day)
    if valid_to is None and not years:
        raise InvalidInput.of("valid_to", "请填写新的有效期止")
    until = valid_to or later(case.valid_to, months=12 * years)
    if years and until > later(case.valid_to, months=12 * years):
        raise InvalidInput.of("valid_to", f"一次延续不超过 {years} 年")
    done: Certificate = fire(CERTIFICATE_FLOW, certificate_id, "extend", actor=actor, at=at, valid_to=until)
    prove(certificate=done, at=at)
    return done


@transaction.atomic
def change_certificate(
    *, actor: Actor, certificate_id: UUID, at: datetime, reason: str, employer_id: UUID | None = None,
    holder_name: str = "", scope_text: str = "",
) -> Certificate:  # fmt: skip
    """变更: employer, name or scope; what it said before stays in the row history and in the case's history."""
    case = locked(actor, certificate_id)
    employer = enterprise_for(actor, employer_id) if employer_id else None
    given: dict[str, Any] = {"holder_name": holder_name.strip(), "scope_text": scope_text.strip(), "reason": reason}
    if employer is not None:
        given |= {"employer_id": employer.pk, "employer_name": employer.name, "where_name": employer.name}
    before = [text for text in (case.holder_name, case.employer_name, case.scope_text) if text]
    given["before"] = "；".join(before)
    if holder_name.strip():
        case.holder_name = holder_name.strip()
        given["title"] = title_of(case)
    done: Certificate = fire(
        CERTIFICATE_FLOW, certificate_id, "change", actor=actor, at=at, **{k: v for k, v in given.items() if v}
    )
    prove(certificate=done, at=at)
    return done
