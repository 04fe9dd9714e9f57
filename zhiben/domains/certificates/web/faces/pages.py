"""Taking a face in with the holder present, erasing it, and the number against the threshold of filing."""

from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.domains.certificates.models import FaceFiling, FaceTemplate
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.services.face_keeping import (
    MANAGERS,
    WORDS,
    consent_of,
    count_faces,
    enrol_face,
    erase_face,
    give_consent,
    record_filing,
    withdraw_consent,
)
from zhiben.domains.certificates.services.face_vendor import face_verifier
from zhiben.domains.certificates.services.faces import NOT_CONNECTED, FaceUnavailable
from zhiben.domains.certificates.terms import ConsentMethod
from zhiben.domains.certificates.web.faces.lists import READERS
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import FieldError, NotVisible, Refusal
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.people.public import person_for

CRUMBS: Final = (("首页", "/home"), ("人脸特征清册", "/faces/"))
FILED: Final = (
    Input(name="filed_on", label="备案日期", kind=InputKind.DATE),
    Input(name="number", label="备案编号"),
)
MOST_PHOTO: Final = 8 * 1024 * 1024


@open_to(REGULATORS)
@require_http_methods(["GET", "POST"])
@transaction.non_atomic_requests
def enrol(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Consent, document, photo. The service is asked outside of any transaction."""
    actor, refusal = actor_of(request), None
    if request.method == "POST":
        try:
            if request.POST.get("consent") == "paper":
                with transaction.atomic():
                    person_for(actor, person_id)
                    give_consent(person_id=person_id, method=ConsentMethod.ON_PAPER, by=actor.name, at=now())
            if request.POST.get("withdraw"):
                with transaction.atomic():
                    person_for(actor, person_id)
                    withdraw_consent(person_id=person_id, by=actor, at=now())
                return HttpResponseRedirect(request.path)
            enrol_face(
                actor=actor, person_id=person_id, id_number=request.POST.get("id_number", "")[:40],
                photo=_photo(request), at=now(),
            )  # fmt: skip
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    with transaction.atomic():
        return _enrolment(request, person_id, refusal)


def _enrolment(request: HttpRequest, person_id: UUID, refusal: Refusal | None) -> HttpResponse:
    actor = actor_of(request)
    person = person_for(actor, person_id)
    back = reverse("people:page", args=[person.pk])
    errors = refusal.errors or [FieldError(field="photo", reason=refusal.detail)] if refusal else []
    context = {
        "person": person, "consent": consent_of(person.pk), "words": WORDS, "connected": face_verifier() is not None,
        "kept": FaceTemplate.objects.kept().filter(person=person).defer("template_cipher", "key_cipher").first(),
        "refusal": refusal, "errors": errors, "back": back,
        "crumbs": [("首页", "/home"), ("人员", "/people/"), (person.name, back), ("人脸采集", "")],
    }  # fmt: skip
    return render(request, "certificates/faces/enrol.html", context, status=refusal.status if refusal else 200)


@open_to(READERS)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, template_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    rows = FaceTemplate.objects.select_related("person", "consent").defer("template_cipher", "key_cipher")
    kept = rows.filter(pk=template_id).first()
    if kept is None or (actor.is_regulator and kept.agency_id != actor.reach_id):
        raise NotVisible("没有这份人脸特征，或者不归您管理")
    if request.method == "POST":
        erase_face(actor=actor, template_id=template_id, at=now())
        return HttpResponseRedirect(request.path)
    return render(request, "certificates/faces/face.html", {"kept": kept, "crumbs": [*CRUMBS, (kept.person.name, "")]})


@open_to(READERS)
@require_safe
@transaction.non_atomic_requests
def filing(request: HttpRequest) -> HttpResponse:
    """How many there are, how many more until a filing is due, and what has been filed."""
    service = _service()  # asked outside of any transaction
    with transaction.atomic():
        return _filing(request, service)


def _filing(request: HttpRequest, service: str) -> HttpResponse:
    actor, day = actor_of(request), today()
    most, kept = value_of("faces.filing_persons", path="", on=day), count_faces()
    context = {
        "kept": kept, "most": most, "left": max(most - kept, 0), "filings": list(FaceFiling.objects.order_by("-reached_at")),
        "due": FaceFiling.objects.filter(filed_on=None).first(), "service": service,
        "may_file": actor.role in MANAGERS, "crumbs": [*CRUMBS, ("人数与备案", "")],
        "days": value_of("faces.filing_working_days", path="", on=day), "keep": value_of("faces.keep_days", path="", on=day),
    }  # fmt: skip
    return render(request, "certificates/faces/filing.html", context)


@open_to(MANAGERS)
def filed(request: HttpRequest) -> HttpResponse:
    def do(values: dict[str, Any]) -> tuple[str, str]:
        record_filing(actor=actor_of(request), at=now(), **values)
        return "已登记备案。", "/faces/filing/"

    return answer_form(request, title="登记备案", inputs=FILED, do=do, back="/faces/filing/", crumbs=CRUMBS)


def _service() -> str:
    """What it calls itself; a service that does not answer is not called connected."""
    service = face_verifier()
    if service is None:
        return NOT_CONNECTED
    try:
        told = service.info()
    except FaceUnavailable as failure:
        return f"已配置，现在连不上：{failure.why}"
    return f"{told.name}（{told.model}）"


def _photo(request: HttpRequest) -> bytes:
    given = request.FILES.get("photo")
    if not isinstance(given, UploadedFile) or not given.size or given.size > MOST_PHOTO:
        return b""
    return bytes(given.read())
