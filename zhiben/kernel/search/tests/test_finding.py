"""Finding by every spelling people use; only what one may see."""

import pytest

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.text import name_key
from zhiben.kernel.search.finding import search
from zhiben.kernel.search.keeping import refresh_all
from zhiben.registry.enterprises.models import Enterprise

pytestmark = pytest.mark.django_db


def firm(name: str, uscc: str = "") -> Enterprise:
    return Enterprise.objects.create(name=name, name_key=name_key(name), uscc=uscc, created_at=now())


def titles(text: str, actor: Actor | None = None, kind: str = "") -> list[str]:
    return [hit.title for group in search(actor or system_actor(), text, kind=kind) for hit in group.hits]


@pytest.mark.parametrize(
    "text",
    [
        "常州",
        "常",
        "恒远建",
        "changzhou",
        "cz",
        "czhy",
        "changz",
        "hengyuanjian",
        "常州 有限",
        "91320400MA1",
        "ＣＺＨＹ",
        "常州恒远（建设）",
    ],
)
def test_by_every_spelling(text: str) -> None:
    firm("常州恒远（建设）工程有限公司", "91320400MA1X123456")
    firm("扬州广成监理公司", "91321000MA1X999999")
    refresh_all()

    assert titles(text, kind="enterprise") == ["常州恒远（建设）工程有限公司"]
