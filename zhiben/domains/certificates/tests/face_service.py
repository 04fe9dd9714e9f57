"""A face service on loopback that goes by the bytes of a photo: what is the same picture is the same face."""

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import LazySettings

from zhiben.domains.certificates.services.face_vendor import sign
from zhiben.kernel.notifications.tests.sinks import Heard, HttpSink, Reply

SECRET = "a-shared-secret"


@dataclass
class FaceHouse:
    """``answer_with`` bends what is answered; ``erased`` are the subjects it was asked to forget; ``again``: whatever is
    asked, what was answered last is answered once more."""

    answer_with: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    secret: str = SECRET
    erased: list[str] = field(default_factory=list)
    asked: list[Heard] = field(default_factory=list)
    again: bool = False
    last: Reply = field(default_factory=Reply)

    def respond(self, heard: Heard) -> Reply:
        self.asked.append(heard)
        if not self.again:
            self.last = self._respond(heard)
        return self.last

    def _respond(self, heard: Heard) -> Reply:
        verb, number = heard.path.rpartition("/")[2], heard.headers["zhiben-id"]
        expected = sign(SECRET, verb, number, heard.headers["zhiben-time"], heard.body.decode())
        if heard.headers["zhiben-signature"] != expected:
            return Reply(status=401, body=b'{"reason": "signature"}')
        if self.status != 200:
            return Reply(status=self.status, body='{"reason": "照片里没有人脸"}'.encode())
        said = json.dumps({**getattr(self, f"_{verb}")(heard.content), **self.answer_with})
        return Reply(body=json.dumps({"answer": said, "signature": sign(self.secret, verb, number, said)}).encode())

    def _info(self, content: dict[str, str]) -> dict[str, Any]:
        return {"name": "测试比对服务", "model": "t-1", "keeps_faces": False}

    def _enrol(self, content: dict[str, str]) -> dict[str, Any]:
        return {"template": base64.b64encode(_face(content["photo"])).decode()}

    def _verify(self, content: dict[str, str]) -> dict[str, Any]:
        same = base64.b64decode(content["template"]) == _face(content["photo"])
        return {"same": same, "live": True, "reference": "r-1", "name": "测试比对服务", "model": "t-1"}

    def _erase(self, content: dict[str, str]) -> dict[str, Any]:
        self.erased.append(content["subject"])
        return {"erased": True}


@contextmanager
def face_house(settings: LazySettings) -> Iterator[FaceHouse]:
    """Connected for as long as this lasts."""
    house = FaceHouse()
    with HttpSink(house.respond) as sink:
        settings.INTERNAL_TARGETS = ["127.0.0.0/8"]
        settings.FACE_URL, settings.FACE_APP, settings.FACE_SECRET = sink.url, "test", SECRET
        yield house


def _face(photo: str) -> bytes:
    return b"face:" + hashlib.sha256(base64.b64decode(photo)).digest()
