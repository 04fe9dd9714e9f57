"""A face service behind HTTP: signed questions, signed answers, and a clean refusal for everything else.

``docs/how-to/faces.md`` describes the wire. An answer counts only when its signature covers our own question's id.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings

from zhiben.domains.certificates.services.faces import FaceService, FaceUnavailable, FaceVerdict, FaceVerifier
from zhiben.kernel.net.calling import Answer, Call, Caller
from zhiben.kernel.net.failures import MaybeSent, NotSent

SECONDS: Final = 8.0
LARGEST: Final = 512 * 1024
MOST_TEMPLATE: Final = 256 * 1024


def sign(secret: str, *parts: str) -> str:
    """HMAC-SHA256 over the parts, each closed by a line end so that none runs into the next."""
    text = "".join(f"{part}\n" for part in parts)
    return "v1," + base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


@dataclass(frozen=True, kw_only=True)
class VendorFaces:
    url: str
    app: str
    secret: str = field(repr=False)
    seconds: float = SECONDS

    def info(self) -> FaceService:
        said = self._ask("info", {})
        return FaceService(name=_text(said, "name"), model=_text(said, "model"), keeps_faces=_bool(said, "keeps_faces"))

    def enrol(self, *, subject: str, photo: bytes) -> bytes:
        said = self._ask("enrol", {"subject": subject, "photo": _encode(photo)})
        try:
            template = base64.b64decode(_text(said, "template", most=LARGEST), validate=True)
        except binascii.Error as broken:
            raise FaceUnavailable("服务的答复读不懂") from broken
        if not 0 < len(template) <= MOST_TEMPLATE:
            raise FaceUnavailable("服务给出的特征大小不对")
        return template

    def verify(self, *, subject: str, template: bytes, photo: bytes) -> FaceVerdict:
        said = self._ask("verify", {"subject": subject, "template": _encode(template), "photo": _encode(photo)})
        score = said.get("score")
        if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
            raise FaceUnavailable("服务的答复读不懂")
        return FaceVerdict(
            same=_bool(said, "same"), score="" if score is None else str(score)[:32],
            live=None if said.get("live") is None else _bool(said, "live"), reference=_text(said, "reference"),
            service=_text(said, "name"), model=_text(said, "model"),
        )  # fmt: skip

    def erase(self, *, subject: str) -> None:
        if not _bool(self._ask("erase", {"subject": subject}), "erased"):
            raise FaceUnavailable("服务没有确认删除")

    def _ask(self, verb: str, content: dict[str, str]) -> dict[str, Any]:
        """One question, answered once. Never repeated by itself: a second look at a face is a person's decision."""
        number, moment = secrets.token_hex(16), str(int(time.time()))
        body = json.dumps(content, separators=(",", ":"))
        call = Call(
            url=f"{self.url.rstrip('/')}/{verb}", body=body.encode(),
            headers={
                "Content-Type": "application/json", "zhiben-app": self.app, "zhiben-id": number,
                "zhiben-time": moment, "zhiben-signature": sign(self.secret, verb, number, moment, body),
            },
        )  # fmt: skip
        caller = Caller(seconds=self.seconds, largest=LARGEST)
        try:
            answer = caller.call(call)
        except (NotSent, MaybeSent) as failure:
            raise FaceUnavailable(str(failure)) from failure
        finally:
            caller.close()
        return self._open(answer, verb, number)

    def _open(self, answer: Answer, verb: str, number: str) -> dict[str, Any]:
        outer = _object(answer.body) if answer.whole else {}
        said, signature = outer.get("answer"), outer.get("signature")
        if answer.status != 200:
            raise FaceUnavailable(f"服务答复 {answer.status}{_reason(outer)}")
        if not isinstance(said, str) or not isinstance(signature, str):
            raise FaceUnavailable("服务的答复读不懂")
        if not hmac.compare_digest(signature.encode(), sign(self.secret, verb, number, said).encode()):
            raise FaceUnavailable("服务的答复签名不对，不能采信")
        return _object(said)


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _object(text: bytes | str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _reason(outer: dict[str, Any]) -> str:
    """What a service says about its refusal (no face, too dark, two faces …); not signed, so only shown as its word."""
    said = outer.get("reason")
    return f"，说明是“{said[:60]}”" if isinstance(said, str) and said else ""


def _text(said: dict[str, Any], name: str, *, most: int = 100) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value or len(value) > most:
        raise FaceUnavailable("服务的答复读不懂")
    return value


def _bool(said: dict[str, Any], name: str) -> bool:
    value = said.get(name)
    if not isinstance(value, bool):
        raise FaceUnavailable("服务的答复读不懂")
    return value


def face_verifier() -> FaceVerifier | None:
    """The service the operator has named (``ZHIBEN_FACE_URL``, ``_APP``, ``_SECRET``), or None: 未接入."""
    if not settings.FACE_URL:
        return None
    return VendorFaces(url=settings.FACE_URL, app=settings.FACE_APP, secret=settings.FACE_SECRET)
