"""Files sent with a form are kept at once, so that a refusal of something else does not lose them."""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO, cast

from django.http import HttpRequest, QueryDict

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import FieldError, Refusal
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.services import store_file
from zhiben.kernel.evidence.terms import FileSource
from zhiben.kernel.ui.forms.form import FILE_KINDS
from zhiben.kernel.ui.shots import device_clock, shot_given
from zhiben.kernel.workflow.definition import Input, InputKind


def keep_uploads(
    request: HttpRequest, inputs: Sequence[Input], *, actor: Actor, at: datetime
) -> tuple[QueryDict, list[FieldError]]:
    """What was sent, with each new file replaced by its id; and which files were refused, with the reason.

    ``<name>_shot`` comes from the page's camera input, ``<name>_new`` from the album or the disk. All photos of one
    sending are one set under the page's one-time code.
    """
    given = request.POST.copy()
    errors: list[FieldError] = []
    photo_set, clock = new_id(), device_clock(request)
    for item in inputs:
        if item.kind not in FILE_KINDS:
            continue
        for field, source in ((f"{item.name}_shot", FileSource.CAMERA), (f"{item.name}_new", FileSource.UPLOAD)):
            camera = source == FileSource.CAMERA
            shot = shot_given(request, camera=camera, photo_set=photo_set) if item.kind == InputKind.PHOTOS else None
            for file in request.FILES.getlist(field):
                try:
                    kept = store_file(
                        actor=actor, content=cast(BinaryIO, file), name=file.name or item.label, at=at, source=source,
                        device_at=clock, shot=shot,
                    )  # fmt: skip
                except Refusal as refusal:
                    errors.append(FieldError(field=item.name, reason=f"{file.name}：{refusal.detail}"))
                else:
                    given.appendlist(item.name, str(kept.pk))
    return given, errors
