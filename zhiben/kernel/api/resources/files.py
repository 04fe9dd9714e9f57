"""``/files``: bring evidence. It is fetched from ``/files/<id>``."""

from datetime import datetime
from decimal import Decimal
from typing import BinaryIO, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.moments import Moment
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.coordinates import Datum, Position, to_stored
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.queries import file_for
from zhiben.kernel.evidence.services import store_file

router = Router(tags=["证据材料"])


class FileForm(Schema):
    source: Literal["upload", "camera"] = Field("upload", description="现场拍摄 camera，其他 upload")
    taken_at: Moment | None = Field(None, description="拍摄时间（设备时间）")
    lat: Decimal | None = Field(None, ge=-90, le=90, description="纬度")
    lng: Decimal | None = Field(None, ge=-180, le=180, description="经度")
    datum: Datum = Field(
        Datum.WGS84, description="经纬度的坐标系：CGCS2000、WGS84 或 GCJ02；入库统一为 2000国家大地坐标系"
    )
    sensitive: bool = Field(False, description="含个人敏感信息的，单独加密保存")


class FileOut(Schema):
    id: UUID
    sha256: str
    name: str
    mime: str
    kind: str
    size: int
    width: int | None
    height: int | None
    taken_at: datetime | None
    lat: Decimal | None
    lng: Decimal | None
    uploaded_at: datetime
    url: str
    thumb_url: str | None

    @staticmethod
    def resolve_thumb_url(file: StoredFile) -> str | None:
        return file.thumb_url if file.is_photo else None


@router.post("", response={201: FileOut}, summary="上传一个文件")
@idempotent
def upload(request: HttpRequest, form: Form[FileForm], file: File[UploadedFile]) -> Status[StoredFile]:
    """JPG、PNG、WebP 图片不超过 20 MB，PDF、DOCX、XLSX 不超过 50 MB。附到隐患或文书之前只有本人能看到。"""
    lat, lng = _stored(form)
    stored = store_file(
        actor=actor_of(request), content=cast(BinaryIO, file.file), name=file.name or "", at=now(),
        taken_at=form.taken_at, lat=lat, lng=lng, source=form.source, sensitive=form.sensitive,
    )  # fmt: skip
    return Status(201, stored)


def _stored(form: FileForm) -> tuple[Decimal | None, Decimal | None]:
    if form.lat is None or form.lng is None:
        return form.lat, form.lng
    at = to_stored(Position(float(form.lat), float(form.lng)), form.datum)
    return Decimal(f"{at.lat:.6f}"), Decimal(f"{at.lng:.6f}")


@router.get("/{uuid:file_id}", response=FileOut, summary="文件的登记信息")
def read(request: HttpRequest, file_id: UUID) -> StoredFile:
    return file_for(actor_of(request), file_id)
