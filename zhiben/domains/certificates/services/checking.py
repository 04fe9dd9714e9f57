"""现场验真: what a shown code or number stands for, whether the person is the holder, and the record of both."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.certificates.models import Certificate, CertificateCheck, FaceTemplate
from zhiben.domains.certificates.numbers import number_key
from zhiben.domains.certificates.proofs.checking import FORGED, check_code
from zhiben.domains.certificates.queries import certificates, standing_of
from zhiben.domains.certificates.services.check_seals import OBJECT, VERB, digest_of
from zhiben.domains.certificates.services.face_keeping import consent_of, opened_template
from zhiben.domains.certificates.services.face_vendor import face_verifier
from zhiben.domains.certificates.services.faces import FaceVerdict
from zhiben.domains.certificates.services.visits import visit_for
from zhiben.domains.certificates.terms import GOOD, CheckOutcome, CodeResult, IdentityMethod, NoFaceReason
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.crypto.cose import PREFIX
from zhiben.kernel.notifications.services import notify
from zhiben.registry.people.public import number_matches
from zhiben.registry.projects.public import project_for

MOST_FOUND: Final = 20
TOLD: Final = (Role.INSPECTOR, Role.LEADER)


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What a code or number stands for. ``reason`` says what is wrong with the code itself; several certificates only
    for a number that is not unique."""

    code_result: CodeResult
    found: list[Certificate]
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentLook:
    """The way without a face: the number read off the document, and the officer's word about the picture on it."""

    id_number: str
    likeness: bool


@dataclass(frozen=True, kw_only=True)
class Where:
    """``visit`` names what the check belongs to (``hazard:…``, ``notice:…``); without one it belongs to the project."""

    project_id: UUID
    visit: str = ""
    lat: Decimal | None = None
    lng: Decimal | None = None


def scan_certificate(*, actor: Actor, text: str, at: datetime) -> Scan:
    """A code's own text, or a certificate's number. Raises InvalidInput for neither."""
    shown = text.strip()
    if not shown:
        raise InvalidInput.of("text", "请扫描证照上的二维码，或者填写证书编号")
    if not shown.startswith(PREFIX):
        rows = certificates(actor).filter(number_key=number_key(shown)).exclude(number_key="").order_by("-pk")
        return Scan(code_result=CodeResult.NO_CODE, found=list(rows[:MOST_FOUND]))
    verdict = check_code(shown, at=at)
    if verdict.word in FORGED:
        return Scan(code_result=CodeResult.NOT_GENUINE, found=[], reason=verdict.reason)
    found = certificates(actor).filter(pk=verdict.certificate_id)
    return Scan(code_result=CodeResult.GENUINE, found=list(found), reason=verdict.reason)


def why_no_face(person_id: UUID | None) -> NoFaceReason | None:
    """None: a face can be compared."""
    if face_verifier() is None:
        return NoFaceReason.NOT_CONNECTED
    kept = person_id and FaceTemplate.objects.kept().filter(person_id=person_id).exists()
    return None if kept and consent_of(person_id) else NoFaceReason.NO_TEMPLATE  # type: ignore[arg-type]


def compare_face(*, actor: Actor, person_id: UUID, photo: bytes) -> FaceVerdict:
    """Ask the service once. The photo is kept nowhere. Not inside a transaction.

    Raises WrongState where nothing is connected or kept, FaceUnavailable when the service gives no verdict.
    """
    _must_check(actor)
    service = face_verifier()
    if service is None:
        raise WrongState("人脸服务未接入，请用证件核对本人")
    if not photo:
        raise InvalidInput.of("photo", "请拍摄本人正面照片")
    with transaction.atomic():
        opened = opened_template(person_id) if consent_of(person_id) else None
    if opened is None:
        raise WrongState("没有留存此人的人脸特征，请用证件核对本人")
    return service.verify(subject=opened[0].subject, template=opened[1], photo=photo)


@transaction.atomic
def record_check(
    *, actor: Actor, at: datetime, where: Where, text: str, certificate_id: UUID | None = None,
    document: DocumentLook | None = None, face: FaceVerdict | None = None, no_face: NoFaceReason | str = "",
    note: str = "",
) -> CertificateCheck:  # fmt: skip
    """Keep what was seen. ``text`` is looked at again here: what a page says about a code proves nothing.

    ``certificate_id`` chooses where a number has several. What does not fit is told to the agency responsible.
    Raises NotPermitted, NotVisible, InvalidInput (a certificate that was neither scanned nor numbered).
    """
    agency_id = _must_check(actor)
    scan = scan_certificate(actor=actor, text=text, at=at)
    certificate = _chosen(scan, certificate_id)
    project, visit = project_for(actor, where.project_id), visit_for(actor, where.visit)
    if visit and visit.project_id != project.pk:
        raise InvalidInput.of("project", "这次检查不在所选的项目上")
    identity = _identity(certificate, document, face, no_face)
    standing = standing_of(certificate, day_of(at)) if certificate else None
    wrong = (
        scan.code_result == CodeResult.NOT_GENUINE
        or bool(scan.reason)
        or identity["outcome"] == CheckOutcome.DIFFERENT
        or (standing is not None and standing not in GOOD)
    )
    made = CertificateCheck.objects.create(
        at=at, day=day_of(at), officer_id=actor.user_id, officer_name=actor.name, agency_id=agency_id,
        agency_name=actor.reach_name, project=project, where_name=project.name, place=project.place,
        province=project.province, city=project.city, county=project.county, lat=where.lat, lng=where.lng,
        visit_kind=visit.kind if visit else "", visit_id=visit.id if visit else None,
        visit_name=visit.name[:300] if visit else "", code_result=scan.code_result, certificate=certificate,
        certificate_name=_title(certificate), certificate_number=certificate.number if certificate else "",
        standing=standing or "", person_id=certificate.person_id if certificate else None,
        person_name=certificate.holder_name[:64] if certificate and certificate.person_id else "", wrong=wrong,
        note=(note.strip() or scan.reason)[:300], **identity,
    )  # fmt: skip
    record_act(actor=actor, verb=VERB, at=at, object_kind=OBJECT, object_id=made.pk, digest=digest_of(made))
    if wrong:
        _tell(made, project.agency_id, at)
    return made


def _chosen(scan: Scan, certificate_id: UUID | None) -> Certificate | None:
    if scan.code_result == CodeResult.NOT_GENUINE:
        return None
    if certificate_id:
        scan = Scan(code_result=scan.code_result, found=[c for c in scan.found if c.pk == certificate_id])
    if len(scan.found) != 1:
        raise InvalidInput.of("text", "没有找到这张证照，或者同一编号有几张，请选定一张")
    return scan.found[0]


def _identity(
    certificate: Certificate | None, document: DocumentLook | None, face: FaceVerdict | None, no_face: str
) -> dict[str, Any]:
    """What is said about the person. A face that is not of a living person decides nothing."""
    if certificate is None or certificate.person_id is None or (document is None and face is None):
        return {"method": IdentityMethod.NONE, "outcome": CheckOutcome.NOT_CHECKED, "no_face": no_face}
    if face is not None:
        fits = CheckOutcome.SAME if face.same else CheckOutcome.DIFFERENT
        return {
            "method": IdentityMethod.FACE, "outcome": CheckOutcome.UNDECIDED if face.live is False else fits,
            "face_service": face.service, "face_model": face.model, "face_score": face.score, "face_live": face.live,
            "face_reference": face.reference, "consent": consent_of(certificate.person_id),
        }  # fmt: skip
    assert document is not None  # noqa: S101 - one of the two was given
    if not document.id_number.strip():
        raise InvalidInput.of("id_number", "请填写本人证件上的号码")
    holder = certificate.person
    matches = number_matches(holder, document.id_number) if holder else None
    if matches is False or not document.likeness:
        outcome = CheckOutcome.DIFFERENT
    else:
        outcome = CheckOutcome.SAME if matches else CheckOutcome.UNDECIDED
    return {
        "method": IdentityMethod.DOCUMENT, "outcome": outcome, "document_matches": matches,
        "likeness": document.likeness, "no_face": no_face,
    }  # fmt: skip


def _title(certificate: Certificate | None) -> str:
    if certificate is None:
        return ""
    grade = f"（{certificate.class_name}）" if certificate.class_name else ""
    return f"{certificate.get_kind_display()}{grade}"[:100]


def _tell(check: CertificateCheck, agency_id: UUID, at: datetime) -> None:
    who = check.person_name or check.certificate_number or "出示的二维码"
    notify(
        topic="certificates.check", title=f"现场验真不符：{check.where_name}",
        body=f"{check.officer_name}核验{who}：{check.get_code_result_display()}，{check.get_outcome_display()}。",
        link=f"/checks/{check.pk}/", at=at, holder=(ReachKind.AGENCY.value, agency_id, TOLD),
    )  # fmt: skip


def _must_check(actor: Actor) -> UUID:
    """The agency that checks."""
    if not actor.is_regulator or actor.reach_id is None:
        raise NotPermitted("现场验真由监管人员办理")
    return actor.reach_id
