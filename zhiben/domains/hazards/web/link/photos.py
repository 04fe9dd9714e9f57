"""Photos over the link: sent one by one, taken back, shown. Scripts get JSON, a plain form goes back to its item."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.views.decorators.http import require_POST, require_safe

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.services.photos import send_after_photo, take_back_photo
from zhiben.domains.hazards.web.link.door import opened, wants_json
from zhiben.domains.hazards.web.link.rendering import notice_page
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.coordinates import Datum, Position, to_stored
from zhiben.kernel.base.errors import InvalidInput, NotVisible, Refusal
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.evidence.web.views import serve_file, serve_thumbnail, serve_view
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.refusals import problem
from zhiben.kernel.ui.shots import device_clock, renewed

MOST_AT_ONCE: Final = 9


@opened
@require_POST
def send(request: HttpRequest, notice: Notice, *, hazard_id: UUID) -> HttpResponse:
    """One photo from the script, or a few from a plain form. A refused one does not take the others with it."""
    photos = request.FILES.getlist("photo")
    try:
        if not photos:
            raise InvalidInput.of("photo", "请先拍照或选择照片")
        if len(photos) > MOST_AT_ONCE:
            raise InvalidInput.of("photo", f"一次最多选 {MOST_AT_ONCE} 张照片")
        kept = [_keep(request, notice, hazard_id, photo, alone=len(photos) == 1) for photo in photos]
    except Refusal as refusal:
        return _refused(request, notice, hazard_id, refusal)
    if wants_json(request):
        return JsonResponse(_as_json(notice, hazard_id, kept[0]), json_dumps_params={"ensure_ascii": False})
    messages.success(request, f"已收到 {len(kept)} 张照片。")
    return _back(notice, hazard_id)


@opened
@require_POST
def remove(request: HttpRequest, notice: Notice, *, hazard_id: UUID, file_id: UUID) -> HttpResponse:
    try:
        take_back_photo(actor=actor_of(request), notice_id=notice.pk, hazard_id=hazard_id, file_id=file_id, at=now())
    except Refusal as refusal:
        return _refused(request, notice, hazard_id, refusal)
    return JsonResponse({"removed": str(file_id)}) if wants_json(request) else _back(notice, hazard_id)


@opened
@require_POST
def renew(request: HttpRequest, notice: Notice) -> HttpResponse:
    """The next one-time code for a page that stays open."""
    return renewed(actor_of(request), request.POST.get("code", ""), notice.place, now())


@opened
@require_safe
def show(request: HttpRequest, notice: Notice, *, file_id: UUID) -> HttpResponse:
    return _serve(serve_file, request, notice, file_id)


@opened
@require_safe
def show_marked(request: HttpRequest, notice: Notice, *, file_id: UUID) -> HttpResponse:
    return _serve(serve_view, request, notice, file_id)


@opened
@require_safe
def show_small(request: HttpRequest, notice: Notice, *, file_id: UUID) -> HttpResponse:
    return _serve(serve_thumbnail, request, notice, file_id)


def _serve(
    view: Callable[[HttpRequest, UUID], Any], request: HttpRequest, notice: Notice, file_id: UUID
) -> HttpResponse:
    """Files of this notice and its items only: the holder's reach is the project, the link is not."""
    items = list(Hazard.objects.filter(notice=notice).values_list("pk", flat=True))
    own = {a.file_id for a in [*attachments_of("hazard", items), *attachments_of("notice", [notice.pk])]}
    if file_id not in own:
        raise NotVisible("这份文书里没有这个文件")
    return cast(HttpResponse, view(request, file_id))


def _keep(
    request: HttpRequest, notice: Notice, hazard_id: UUID, photo: "UploadedFile[Any]", *, alone: bool
) -> StoredFile:
    at, said = now(), request.POST if alone else {}
    lat, lng = _spot(notice, at, _degrees(said.get("lat", ""), 90), _degrees(said.get("lng", ""), 180))
    return send_after_photo(
        actor=actor_of(request), notice_id=notice.pk, hazard_id=hazard_id, at=at,
        upload_id=_identifier(said.get("upload_id", "")), content=cast(BinaryIO, photo), size=photo.size or 0,
        name=photo.name or "", taken_at=_moment(said.get("taken_at", ""), at),
        lat=lat, lng=lng,
        device_at=device_clock(request) if alone else None, shot_code=request.POST.get("shot_code", "")[:8],
        camera=said.get("camera", "") == "1",
    )  # fmt: skip


def _spot(
    notice: Notice, at: datetime, lat: Decimal | None, lng: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """What the phone said, in the datum we store: which one phones report in is a parameter of the place."""
    if lat is None or lng is None:
        return lat, lng
    datum = Datum(value_of("evidence.camera_datum", path=notice.place, on=day_of(at)))
    stored = to_stored(Position(float(lat), float(lng)), datum)
    return Decimal(f"{stored.lat:.6f}"), Decimal(f"{stored.lng:.6f}")


def _identifier(text: str) -> UUID:
    if not text:
        return new_id()
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput.of("upload_id", "上传编号不对，请刷新页面后重选照片") from None


def _moment(text: str, at: datetime) -> datetime | None:
    """When the phone says the picture was taken; nonsense and the future are not believed."""
    try:
        said = parse_datetime(text)
    except ValueError:
        return None
    return said if said and not is_naive(said) and said <= at else None


def _degrees(text: str, most: int) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) <= most else None


def _as_json(notice: Notice, hazard_id: UUID, file: StoredFile) -> dict[str, str]:
    base = f"/n/{notice.token}"
    return {
        "id": str(file.pk), "url": f"{base}/files/{file.pk}/view", "thumb": f"{base}/files/{file.pk}/thumb",
        "remove": f"{base}/items/{hazard_id}/photos/{file.pk}/remove",
    }  # fmt: skip


def _refused(request: HttpRequest, notice: Notice, hazard_id: UUID, refusal: Refusal) -> HttpResponse:
    """What was kept before it stays kept; the page says what was not."""
    if wants_json(request):
        return problem(request, refusal)
    number = Hazard.objects.filter(pk=hazard_id, notice=notice).values_list("item_no", flat=True).first()
    if number is None:
        raise refusal
    return notice_page(request, notice, now(), refusal=refusal, item_no=number)


def _back(notice: Notice, hazard_id: UUID) -> HttpResponse:
    number = Hazard.objects.filter(pk=hazard_id, notice=notice).values_list("item_no", flat=True).first()
    return HttpResponseRedirect(f"/n/{notice.token}#item-{number}")
