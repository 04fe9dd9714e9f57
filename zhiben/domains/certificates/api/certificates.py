"""``/certificates``: list, read, issue, and every step of the table."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Body, Query, Router, Status

from zhiben.domains.certificates.api.schemas import (
    CertificateDetail,
    CertificateOut,
    CertificateQuery,
    IssueIn,
    LicenceCheckIn,
    LicenceCheckOut,
)
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.policies import CERTIFIERS, READERS, REGULATORS
from zhiben.domains.certificates.queries import (
    certificate_for,
    certificates,
    soon,
    standing_so,
    standing_within,
    warning_days,
)
from zhiben.domains.certificates.services.barring import check_licences
from zhiben.domains.certificates.services.deciding import take_step
from zhiben.domains.certificates.services.issuing import CertificateFacts, issue_certificate
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW
from zhiben.domains.standing.public import BarKind
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.api.steps import actions_of, history_out, step_of, values_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.marks.queries import marks_of
from zhiben.registry.agencies.public import in_division, officers_within
from zhiben.registry.enterprises.public import enterprises
from zhiben.registry.equipment.public import equipment
from zhiben.registry.people.public import people

router = Router(tags=["证照"])
ONE: Final = "/{uuid:certificate_id}"
EXACT: Final = {
    "kind": "kind", "class_code": "class_code", "enterprise": "enterprise_id", "employer": "employer_id",
    "person": "person_id", "equipment": "equipment_id", "project": "project_id",
}  # fmt: skip
# What the platform writes by itself: the number of the paper, and the words of what changes.
FILLED_IN: Final = frozenset({"number", "employer_name", "title", "where_name", "before"})
DETAILS: Final = ("reason", "remark", "doubts")


@router.get("", response=Page[CertificateOut], summary="证照列表")
def certificate_list(request: HttpRequest, query: Query[CertificateQuery]) -> dict[str, Any]:
    """监管机构看全部，企业和项目看自己的；最早到期的在前。状态按今天算，临期天数按证照所在地的规定。"""
    actor, day = caller(request, READERS), today()
    page = page_of(_narrowed(actor, query, day), query, order="valid_to")
    _stand(page["items"], day)
    return page


@router.get(ONE, response=CertificateDetail, summary="一张证照")
def certificate_detail(request: HttpRequest, certificate_id: UUID) -> dict[str, Any]:
    """连同决定书、异常标记、经过和您现在可以办理的动作。"""
    actor = caller(request, READERS)
    case = certificate_for(actor, certificate_id)
    _stand([case], today())
    newer = certificates(actor).filter(replaces=case.pk).values_list("pk", flat=True).first()
    return {
        **{name: getattr(case, name) for name in (*CertificateOut.model_fields, *DETAILS)}, "replaced_by": newer,
        "anomalies": [mark.label for mark in marks_of("certificate", [case.pk])[case.pk]],
        "decisions": list(case.decisions.order_by("decided_on", "id")),
        "actions": actions_of(CERTIFICATE_FLOW, case, actor, hidden=FILLED_IN),
        "history": history_out(CERTIFICATE_FLOW, case.pk, issue="颁发"),
    }  # fmt: skip


@router.post("", response={201: CertificateOut}, summary="颁发证照")
@idempotent
def issue(request: HttpRequest, given: IssueIn) -> Status[Certificate]:
    """由有权机关的发证人员颁发。写了 replaces_id 的是换发：旧证同时停用，换发批次同时计为已换。"""
    actor = caller(request, CERTIFIERS)
    case = issue_certificate(actor=actor, facts=CertificateFacts(**given.dict()), at=now())
    _stand([case], today())
    return Status(201, case)


@router.post(f"{ONE}/actions/{{slug:action}}", response=CertificateOut, summary="办理一步")
@idempotent
def act(request: HttpRequest, certificate_id: UUID, action: str, given: Body[dict[str, Any]]) -> Certificate:
    """suspend 暂扣、return 发还、lift 撤销暂扣决定、revoke_penalty 吊销、revoke_grant 撤销、withdraw 撤回、cancel 注销、
    extend 延续、change 变更、settle 核实存疑；要填的内容见详情的 actions。文号由平台编。"""
    actor = actor_of(request)
    values = values_of(step_of(CERTIFICATE_FLOW, action), given, hidden=FILLED_IN, complete=True)
    given = {**values, **_ids(actor, values)}
    case = take_step(actor=actor, certificate_id=certificate_id, action=action, at=now(), **given)
    _stand([case], today())
    return case


@router.post("/licence-checks", response=list[LicenceCheckOut], summary="经办前校验安全生产许可证")
@idempotent
def licence_checks(request: HttpRequest, given: LicenceCheckIn) -> list[dict[str, Any]]:
    """招投标、施工许可经办前逐家校验，说明限制的原因、期限和依据；谁在什么时候查了、结果怎样，留有记录。"""
    found = check_licences(
        actor=caller(request, REGULATORS), enterprise_ids=given.enterprise_ids, what=BarKind(given.what), at=now()
    )
    return [{"enterprise_id": pk, "passed": not limits, "limits": limits} for pk, limits in found.items()]


def _narrowed(actor: Actor, query: CertificateQuery, day: date) -> Any:
    rows: Any = certificates(actor)
    rows = rows.filter(**{column: v for name, column in EXACT.items() if (v := getattr(query, name))})
    rows = rows.search(query.q) if query.q.strip() else rows
    rows = rows.filter(**in_division(query.division)) if query.division else rows
    rows = standing_so(rows, query.standing, day, soon(actor, day)) if query.standing else rows
    if query.electronic is not None:
        rows = rows.filter(electronic=True) if query.electronic else rows.filter(electronic=False, closed_at=None)
    bounds = {"valid_to__gte": query.valid_until_from, "valid_to__lte": query.valid_until_to}
    flags = {name: True for name in ("doubtful", "unmatched") if getattr(query, name)}
    return rows.filter(**{name: until for name, until in bounds.items() if until}, **flags)


def _stand(cases: Sequence[Any], day: date) -> None:
    """How each stands today: one query for all of them."""
    days = warning_days({case.place for case in cases}, day)
    for case in cases:
        case.standing = standing_within(case, day, days[case.place])


def _ids(actor: Actor, values: dict[str, Any]) -> dict[str, UUID]:
    """Holders and employers that a step names, as far as the caller may know of them. Raises InvalidInput."""
    known: dict[str, Callable[[Actor], QuerySet[Any]]] = {
        "enterprise_id": enterprises, "employer_id": enterprises, "person_id": people, "equipment_id": equipment,
        "officer_id": lambda one: officers_within(one.path, today()),
    }  # fmt: skip
    found = {}
    for name in known.keys() & values.keys():
        try:
            found[name] = UUID(str(values[name]))
        except ValueError:
            raise InvalidInput.of(name, "不是有效的标识") from None
        if not known[name](actor).filter(pk=found[name]).exists():
            raise InvalidInput.of(name, "没有登记，或者不在您的权限范围内")
    return found
