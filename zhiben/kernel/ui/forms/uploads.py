"""Files sent with a form are kept at once, so that a refusal of something else does not lose them."""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO, cast

from django.http import HttpRequest, QueryDict

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import FieldError, Refusal
from zhiben.kernel.evidence.services import store_file
from zhiben.kernel.ui.forms.form import FILE_KINDS
from zhiben.kernel.workflow.definition import Input, InputKind


def keep_uploads(
    request: HttpRequest, inputs: Sequence[Input], *, actor: Actor, at: datetime
) -> tuple[QueryDict, list[FieldError]]:
    """What was sent, with each new file replaced by its id; and which files were refused, with the reason."""
    given = request.POST.copy()
    errors: list[FieldError] = []
    for item in inputs:
        if item.kind not in FILE_KINDS:
            continue
        source = "camera" if item.kind == InputKind.PHOTOS else "upload"
        for file in request.FILES.getlist(item.name + "_new"):
            try:
                kept = store_file(
                    actor=actor, content=cast(BinaryIO, file), name=file.name or item.label, at=at, source=source
                )
            except Refusal as refusal:
                errors.append(FieldError(field=item.name, reason=f"{file.name}：{refusal.detail}"))
            else:
                given.appendlist(item.name, str(kept.pk))
    return given, errors
