"""Comparing a face: what any service must be able to do; ``face_vendor`` knows which one is connected, if any.

Nothing here ever makes up a result. Without a service there is none, and every check has a way without a face.
"""

from dataclasses import dataclass
from typing import Protocol

from zhiben.kernel.base.errors import Refusal

NOT_CONNECTED = "未接入"


class FaceUnavailable(Refusal):
    """The service did not answer, or not in a way that can be relied on. The way without a face stays open."""

    def __init__(self, why: str) -> None:
        super().__init__(f"人脸核验没有完成：{why}。请改用证件核对", status=503, title="人脸核验没有完成")
        self.why = why


@dataclass(frozen=True, kw_only=True)
class FaceService:
    """Who compares, with which version, and whether it keeps anything after it has answered."""

    name: str
    model: str
    keeps_faces: bool


@dataclass(frozen=True, kw_only=True)
class FaceVerdict:
    """As the service said it. ``score`` is its own figure in its own scale, empty when it gives none; ``live`` None:
    it did not look whether a living person was in front of the camera. ``reference`` finds the call again over there.
    """

    same: bool
    score: str
    live: bool | None
    reference: str
    service: str
    model: str


class FaceVerifier(Protocol):
    """``subject`` is a random id made for one template: a service never learns who somebody is."""

    def info(self) -> FaceService:
        """Raises FaceUnavailable, like all the others."""

    def enrol(self, *, subject: str, photo: bytes) -> bytes:
        """The template of the face in a photo, to be kept encrypted by us."""

    def verify(self, *, subject: str, template: bytes, photo: bytes) -> FaceVerdict:
        """Whether the photo shows the person of the template."""

    def erase(self, *, subject: str) -> None:
        """Forget whatever was kept of this subject."""
