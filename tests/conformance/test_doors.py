"""No address without a declared permission, and each declaration holds."""

from typing import Final

import pytest
from django.test import Client

from tests.conformance.addresses import addresses
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.ui.doors import door_of
from zhiben.kernel.ui.tests.people import client_of, make_person

pytestmark = pytest.mark.django_db
# Views of rooms below the pages, which ask for themselves: what each asks is said here.
ASK_THEMSELVES: Final = {
    "zhiben.kernel.evidence.web.views.serve_file": "每个文件按其所属逐一判断",
    "zhiben.kernel.evidence.web.views.serve_thumbnail": "每个文件按其所属逐一判断",
    "zhiben.kernel.evidence.web.views.serve_view": "每个文件按其所属逐一判断",
}
PAGES: Final = [a for a in addresses() if not a.route.startswith("api/")]
GUARDED: Final = [a for a in PAGES if (door := door_of(a.view)) is not None and not door.public]


def test_every_address_declares_who_may_open_it() -> None:
    doors = [(address.where, door_of(address.view)) for address in PAGES]
    assert doors
    assert [where for where, door in doors if door is None and where not in ASK_THEMSELVES] == []
    assert [where for where, door in doors if door is not None and door.public and not door.reason] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_sign_in(method: str) -> None:
    assert GUARDED
    answers = [(address.route, getattr(Client(), method)(address.example)) for address in GUARDED]
    told = [(route, answer.status_code, answer.get("Location", "").partition("?")[0]) for route, answer in answers]
    assert [one for one in told if one[1:] != (302, "/login")] == []


def test_wrong_role_is_refused() -> None:
    people: dict[Role, Client] = {}
    told = []
    for address in GUARDED:
        door = door_of(address.view)
        assert door is not None
        assert door.roles is not None, address.route
        wrong = [role for role in Role if role not in door.roles and role not in (Role.SYSTEM, Role.LINK_HOLDER)]
        if wrong:
            if wrong[0] not in people:
                grant = make_person(f"wrong-{wrong[0]}", wrong[0], reach=ReachKind.AGENCY)
                people[wrong[0]] = client_of(grant)
            told.append((address.route, wrong[0], people[wrong[0]].get(address.example).status_code))
    assert told
    assert [one for one in told if one[2] != 403] == []
