"""The wire to a face service: what it says is taken over as it said it, and anything else is refused in words."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings

from zhiben.domains.certificates.services.face_vendor import face_verifier
from zhiben.domains.certificates.services.faces import FaceUnavailable, FaceVerifier
from zhiben.domains.certificates.tests.face_service import FaceHouse, face_house


@pytest.fixture
def house(settings: LazySettings) -> Iterator[FaceHouse]:
    with face_house(settings) as made:
        yield made


def connected() -> FaceVerifier:
    found = face_verifier()
    assert found
    return found


def test_nothing_is_connected_until_an_operator_names_a_service(settings: LazySettings) -> None:
    settings.FACE_URL = ""
    assert face_verifier() is None


def test_a_face_is_taken_in_compared_and_forgotten_over_signed_calls(house: FaceHouse) -> None:
    service = connected()
    template = service.enrol(subject="s1", photo=b"one")

    same, other = (service.verify(subject="s1", template=template, photo=photo) for photo in (b"one", b"two"))
    service.erase(subject="s1")

    assert (same.same, other.same, same.live, same.reference, same.model) == (True, False, True, "r-1", "t-1")
    assert same.score == ""  # it gave none, so there is none
    assert service.info().name == "测试比对服务"
    assert house.erased == ["s1"]
    assert len({heard.headers["zhiben-id"] for heard in house.asked}) == 5
    assert "a-shared-secret" not in repr(service)


@pytest.mark.parametrize(
    ("bent", "said"),
    [
        ({"same": "yes"}, "读不懂"),
        ({"same": 1}, "读不懂"),
        ({"reference": ""}, "读不懂"),
        ({"score": True}, "读不懂"),
        ({"live": "yes"}, "读不懂"),
        ({"name": "名" * 200}, "读不懂"),
    ],
)
def test_a_bent_answer_is_no_verdict(house: FaceHouse, bent: dict[str, Any], said: str) -> None:
    house.answer_with = bent
    with pytest.raises(FaceUnavailable, match=said):
        connected().verify(subject="s1", template=b"t", photo=b"p")


def test_an_answer_signed_by_somebody_else_is_not_believed(house: FaceHouse) -> None:
    house.secret = "another"
    with pytest.raises(FaceUnavailable, match="不能采信"):
        connected().verify(subject="s1", template=b"t", photo=b"p")


def test_an_answer_to_another_question_is_not_believed(house: FaceHouse) -> None:
    """Kept by somebody in between and played again, to the same question asked anew or to another one."""
    service = connected()
    template = service.enrol(subject="s1", photo=b"one")
    assert service.verify(subject="s1", template=template, photo=b"one").same
    house.again = True
    with pytest.raises(FaceUnavailable, match="不能采信"):
        service.verify(subject="s1", template=template, photo=b"one")
    with pytest.raises(FaceUnavailable, match="不能采信"):
        service.verify(subject="s2", template=template, photo=b"two")
    with pytest.raises(FaceUnavailable, match="不能采信"):
        service.erase(subject="s1")


def test_the_services_own_refusal_is_passed_on_in_its_words(house: FaceHouse) -> None:
    house.status = 422
    with pytest.raises(FaceUnavailable, match="照片里没有人脸"):
        connected().enrol(subject="s1", photo=b"p")


def test_a_service_out_of_reach_is_said_so(house: FaceHouse, settings: LazySettings) -> None:
    settings.FACE_SECRET = "wrong"
    with pytest.raises(FaceUnavailable, match="401"):
        connected().info()
    settings.FACE_URL = "http://127.0.0.1:1/faces"
    with pytest.raises(FaceUnavailable, match="连接不上"):
        connected().info()
    settings.INTERNAL_TARGETS = []
    with pytest.raises(FaceUnavailable):
        connected().info()
