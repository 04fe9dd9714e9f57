"""An officer's phone: scan, how the certificate stands, whether the person is the holder, the record."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.domains.certificates.models import Certificate, CertificateCheck
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.queries import views_of
from zhiben.domains.certificates.services.checking import (
    DocumentLook,
    Scan,
    Where,
    compare_face,
    record_check,
    scan_certificate,
    why_no_face,
)
from zhiben.domains.certificates.services.faces import FaceVerdict
from zhiben.domains.certificates.services.visits import visit_for
from zhiben.domains.certificates.terms import CodeResult, NoFaceReason
from zhiben.domains.certificates.web.cards.sheet import TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotVisible, Refusal
from zhiben.kernel.ui.doors import open_to
from zhiben.registry.projects.public import projects

MOST_PHOTO: Final = 8 * 1024 * 1024
MOST_PROJECTS: Final = 2000
CRUMBS: Final = [("首页", "/home"), ("验真记录", "/checks/"), ("扫码验真", "")]


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the page carries from step to step. Nothing of it is believed without being looked up again."""

    text: str
    certificate: str
    project: str
    visit: str
    lat: str
    lng: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Given":
        source = request.POST if request.method == "POST" else request.GET
        names = ("text", "certificate", "project", "visit", "lat", "lng")
        return cls(**{name: source.get(name, "").replace("\0", "")[:5000] for name in names})

    @property
    def where(self) -> Where:
        project = _uuid(self.project)
        if project is None:
            raise InvalidInput.of("project", "请选择现在所在的工程")
        return Where(project_id=project, visit=self.visit, lat=_degrees(self.lat), lng=_degrees(self.lng))


@open_to(REGULATORS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Where and what; then what it stands for. Nothing is kept by looking."""
    given = Given.of(request)
    if request.method == "GET":
        return _start(request, given)
    try:
        _ = given.where
        return _sheet(request, given)
    except (InvalidInput, NotVisible) as refusal:
        return _start(request, given, refusal)


@open_to(REGULATORS)
@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Without a face: by document, or the certificate alone."""
    given, document, no_face = Given.of(request), None, ""
    try:
        if request.POST.get("way") == "document":
            document = _document(request)
            no_face = request.POST.get("no_face", "")
        return _record(request, given, document=document, no_face=no_face)
    except (InvalidInput, NotVisible) as refusal:
        return _sheet(request, given, refusal)


@open_to(REGULATORS)
@require_POST
@transaction.non_atomic_requests
def face(request: HttpRequest) -> HttpResponse:
    """The service is asked between two transactions: it may take its time, and nothing waits for it."""
    given, actor = Given.of(request), actor_of(request)
    try:
        photo = _photo(request)
        with transaction.atomic():
            scan = scan_certificate(actor=actor, text=given.text, at=now())
            certificate = _only(scan, given.certificate)
            if certificate is None or certificate.person_id is None:
                raise InvalidInput.of("text", "这张证照没有登记到人，不能刷脸")
            person_id = certificate.person_id
        verdict = compare_face(actor=actor, person_id=person_id, photo=photo)
        with transaction.atomic():
            return _record(request, given, face=verdict)
    except Refusal as refusal:
        with transaction.atomic():
            return _sheet(request, given, refusal, failed=refusal.status == 503)


def _record(
    request: HttpRequest, given: Given, *, document: DocumentLook | None = None, face: FaceVerdict | None = None,
    no_face: str = "",
) -> HttpResponse:  # fmt: skip
    made: CertificateCheck = record_check(
        actor=actor_of(request), at=now(), where=given.where, text=given.text, certificate_id=_uuid(given.certificate),
        document=document, face=face, no_face=no_face if no_face in NoFaceReason.values else "",
        note=request.POST.get("note", "").replace("\0", "")[:300],
    )  # fmt: skip
    messages.success(request, "已记录。")
    return HttpResponseRedirect(reverse("checks:page", args=[made.pk]))


def _start(request: HttpRequest, given: Given, refusal: Refusal | None = None) -> HttpResponse:
    actor = actor_of(request)
    visit = visit_for(actor, given.visit) if given.visit and refusal is None else None
    context = {
        "given": given, "projects": _projects(actor), "visit": visit, "refusal": refusal,
        "project": str(visit.project_id) if visit else given.project, "errors": _errors(refusal), "crumbs": CRUMBS,
    }  # fmt: skip
    return render(request, "certificates/checks/scan.html", context, status=refusal.status if refusal else 200)


def _sheet(request: HttpRequest, given: Given, refusal: Refusal | None = None, *, failed: bool = False) -> HttpResponse:
    actor, at = actor_of(request), now()
    scan = scan_certificate(actor=actor, text=given.text, at=at)
    certificate = _only(scan, given.certificate)
    if not scan.found and scan.code_result == CodeResult.NO_CODE:
        missing = InvalidInput.of(
            "text", "没有这个编号的证照。编号没有抄错的，可能没有登记在平台上，请核对原件和发证机关"
        )
        return _start(request, given, missing)
    view = views_of([certificate], day_of(at))[0] if certificate else None
    person_id = certificate.person_id if certificate else None
    no_face = NoFaceReason.FAILED if failed else why_no_face(person_id)
    context = {
        "given": given, "scan": scan, "view": view, "certificate": certificate, "refusal": refusal,
        "errors": _errors(refusal), "genuine": scan.code_result == CodeResult.GENUINE,
        "forged": scan.code_result == CodeResult.NOT_GENUINE, "tone": TONES.get(view.standing, "red") if view else "red",
        "choices": [] if certificate else [(one.pk, one) for one in scan.found], "person_id": person_id,
        "no_face": no_face, "declined": NoFaceReason.DECLINED, "crumbs": CRUMBS,
    }  # fmt: skip
    return render(request, "certificates/checks/sheet.html", context, status=refusal.status if refusal else 200)


def _only(scan: Scan, chosen: str) -> Certificate | None:
    wanted = _uuid(chosen)
    rows = [one for one in scan.found if one.pk == wanted] if wanted else scan.found
    return rows[0] if len(rows) == 1 else None


def _document(request: HttpRequest) -> DocumentLook:
    likeness = request.POST.get("likeness", "")
    if likeness not in ("yes", "no"):
        raise InvalidInput.of("likeness", "请选择本人与证件照片像不像")
    return DocumentLook(id_number=request.POST.get("id_number", "")[:40], likeness=likeness == "yes")


def _photo(request: HttpRequest) -> bytes:
    given = request.FILES.get("photo")
    if not isinstance(given, UploadedFile) or not given.size:
        raise InvalidInput.of("photo", "请拍摄本人正面照片")
    if given.size > MOST_PHOTO:
        raise InvalidInput.of("photo", "照片太大，请重拍一张")
    return bytes(given.read())


def _projects(actor: Actor) -> list[tuple[str, str]]:
    rows = projects(actor).under_construction(today()).order_by("name", "pk").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows[:MOST_PROJECTS]]


def _errors(refusal: Refusal | None) -> list[FieldError]:
    return (refusal.errors or [FieldError(field="text", reason=refusal.detail)]) if refusal else []


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _degrees(text: str) -> Decimal | None:
    """What the phone says of where it is; nothing when that is no place on earth."""
    try:
        value = Decimal(text).quantize(Decimal("0.000001"))
    except InvalidOperation:
        return None
    return value if abs(value) <= 180 else None
