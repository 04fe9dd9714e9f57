"""The holder's own page: a code on the phone instead of an account, then the certificates, also without a network."""

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from zhiben.domains.certificates.documents import certificate_pdf
from zhiben.domains.certificates.jobs import send_holder_code
from zhiben.domains.certificates.models import Certificate, HolderCode
from zhiben.domains.certificates.services.face_keeping import WORDS, consent_of, give_consent, withdraw_consent
from zhiben.domains.certificates.services.face_vendor import face_verifier
from zhiben.domains.certificates.services.holding import (
    ask_code,
    count_carrying,
    holder_actor,
    leave_cards,
    open_cards,
    phone_of,
    what_is_guessed,
)
from zhiben.domains.certificates.terms import CodeWay, ConsentMethod
from zhiben.domains.certificates.web.cards.sheet import cards_of
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted, NotVisible, Refusal
from zhiben.kernel.papers.tries import counted, limited
from zhiben.kernel.ui.assets import asset
from zhiben.kernel.ui.doors import public
from zhiben.kernel.ui.phones import PHONE, keep_secret, kept_secret, said

COOKIE: Final = "zb_holder"
SALT: Final = "zhiben.holder"
PLACE: Final = "/my/"
MOST_ASKED: Final = 60  # codes asked for from one address, which may be a whole office, in a quarter of an hour
SENT: Final = (
    "如果这个姓名和手机号登记过证照，验证码已经发出。几分钟内没有收到，可以请单位管理员或监管人员当面给一个亮证码。"
)


@public("持证人凭验证码看本人的证照；没有验证码只有一张表单")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    at = now()
    try:
        row = _inside(request)
    except NotPermitted:
        return _door(request)
    person = row.person
    with acting_as(system_actor("link")):
        rows = Certificate.objects.filter(person=person, closed_at=None).order_by("kind", "-valid_to", "pk")
        cards = cards_of(rows, day_of(at))
        if "X-Keeping" not in request.headers:  # the phone's own look, for use without a network, is no showing
            count_carrying(way=CodeWay(row.way), county=_county(row), at=at)
    context = {
        "person": person, "cards": cards, "at": at, "until": row.opened_until, "consent": consent_of(person.pk),
        "face_words": WORDS, "face_connected": face_verifier() is not None,
    }  # fmt: skip
    answer = render(request, "certificates/cards/own.html", context)
    answer["X-Cards"] = "1"  # what the phone may keep for use without a network
    return answer


@public("要一个短信验证码：登记过没有，回答都一样")
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    name, phone, at = said(request, "name", 64), said(request, "phone", 20), now()
    try:
        if phone and not PHONE.fullmatch(phone):
            raise InvalidInput.of("phone", "手机号不对，请填 11 位手机号")
        counted("holder.ask", request.META.get("REMOTE_ADDR", ""), most=MOST_ASKED, at=at)
        with transaction.atomic():
            made = ask_code(name=name, phone=phone, at=at)
            if made:
                send_holder_code.defer(code_id=str(made))
    except Refusal as refusal:
        return _door(request, refusal)
    return _door(request, sent=SENT)


@public("凭验证码打开本人的证照，输错有次数限制")
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    name, phone, at = said(request, "name", 64), said(request, "phone", 20), now()
    given = {"name": name, "phone": phone, "code": said(request, "code", 12)}
    thing, address = what_is_guessed(**given), request.META.get("REMOTE_ADDR", "")
    try:
        secret = limited(thing, address, lambda: open_cards(at=at, **given), at=at, door="holder")
    except Refusal as refusal:
        answer = _door(request, refusal)
        if refusal.status == 429:
            answer["Retry-After"] = "900"
        return answer
    return keep_secret(HttpResponseRedirect(PLACE), COOKIE, salt=SALT, path=PLACE, secret=secret)


@public("持证人凭本机打开的亮证页取本人证照的文件")
@require_safe
def paper(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The certificate to print or keep. Only the own ones."""
    try:
        person = _inside(request).person
    except NotPermitted:
        return HttpResponseRedirect(PLACE)
    with acting_as(system_actor("link")):
        case = Certificate.objects.filter(pk=certificate_id, person=person).first()
        if case is None:
            raise NotVisible("没有这张证照，或者不在您名下")
        answer = HttpResponse(certificate_pdf(case, today()), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"{case.number or case.title}.pdf") or "inline"
    answer["Cache-Control"] = "private, no-store"
    return answer


@public("持证人在本机退出")
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The phone forgets what it kept for use without a network, too."""
    leave_cards(secret=kept_secret(request, COOKIE, salt=SALT), at=now())
    answer = HttpResponseRedirect(PLACE)
    answer.delete_cookie(COOKIE, path=PLACE)
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@public("持证人本人同意或者撤回使用人脸")
@require_POST
def face(request: HttpRequest) -> HttpResponse:
    try:
        person, at = _inside(request).person, now()
    except NotPermitted:
        return HttpResponseRedirect(PLACE)
    if request.POST.get("agree") == "1":
        give_consent(person_id=person.pk, method=ConsentMethod.OWN_PHONE, by=person.name, at=at)
    else:
        withdraw_consent(person_id=person.pk, by=holder_actor(person), at=at)
    return HttpResponseRedirect(f"{PLACE}#face")


@public("让本人的证照页没有网络也能打开的程序，不含任何数据")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    found = asset("certificates/cards-worker.js")
    answer = HttpResponse(found.body if found else b"", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def _inside(request: HttpRequest) -> HolderCode:
    """Raises NotPermitted."""
    return phone_of(secret=kept_secret(request, COOKIE, salt=SALT), at=now())


def _county(row: HolderCode) -> str:
    employer = row.person.employer
    return (employer.division_code or "") if employer else ""


def _door(request: HttpRequest, refusal: Refusal | None = None, *, sent: str = "") -> HttpResponse:
    given = {field: said(request, field, 64) for field in ("name", "phone", "code")}
    errors = refusal.errors or [FieldError(field="code", reason=refusal.detail)] if refusal else []
    context: dict[str, Any] = {"refusal": refusal, "errors": errors, "given": given, "sent": sent}
    return render(request, "certificates/cards/door.html", context, status=refusal.status if refusal else 200)
