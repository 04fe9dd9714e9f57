"""No address without a declared permission, and each declaration holds."""

from typing import Final

import pytest
from django.test import Client

from tests.conformance.addresses import Address, addresses
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


@pytest.mark.parametrize("address", PAGES, ids=lambda a: a.route or "/")
def test_every_address_declares_who_may_open_it(address: Address) -> None:
    door = door_of(address.view)
    assert door is not None or address.where in ASK_THEMSELVES, f"{address.where} has no door"
    if door is not None and door.public:
        assert door.reason, f"{address.where} is public without a reason"


@pytest.mark.parametrize("address", GUARDED, ids=lambda a: a.route)
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_sign_in(address: Address, method: str) -> None:
    answer = getattr(Client(), method)(address.example)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/login")


@pytest.mark.parametrize("address", GUARDED, ids=lambda a: a.route)
def test_wrong_role_is_refused(address: Address) -> None:
    door = door_of(address.view)
    assert door is not None
    assert door.roles is not None
    wrong = [role for role in Role if role not in door.roles and role not in (Role.SYSTEM, Role.LINK_HOLDER)]
    if not wrong:
        return
    reach = ReachKind.AGENCY
    assert client_of(make_person("wrong", wrong[0], reach=reach)).get(address.example).status_code == 403
