"""What people get wrong or try out of turn is refused by name, over the API as in the verbs, and changes nothing."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.changes import request_change
from zhiben.domains.hazards.services.issuing import advance_notice, send_back
from zhiben.domains.hazards.services.replying import add_after_photos
from zhiben.domains.hazards.terms import ChangeKind, HazardState, NoticeState
from zhiben.domains.hazards.tests.factories import (
    Site,
    account,
    draft,
    finding,
    issued,
    items,
    make_site,
    photo,
    site_account,
)
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant, Token
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import NotPermitted
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.queries import attachments_of

pytestmark = pytest.mark.django_db


def caller(actor: Actor) -> Client:
    assert actor.user_id
    secret, grant = str(actor.grant_id), Grant.objects.get(user_id=actor.user_id)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    Token.objects.create(grant=grant, digest=digest, name="测试", created_at=now())
    return Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def report(client: Client, site: Site, **given: Any) -> Any:
    body = {"project_id": str(site.project.pk), "found_on": day_of(now()).isoformat(), "description": "临边缺护栏"}
    return post(client, "/hazards", {**body, **given})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("location", "楼" * 201), ("responsible_person", "张" * 65), ("measure", "改" * 2001),
        ("found_on", "0001-01-01"), ("deadline_on", "9999-12-31"), ("source", "SELF_CHECK"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_the_name_of_its_field(field: str, value: str) -> None:
    site = make_site()
    answer = report(caller(site.inspector), site, **{field: value})
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, [field])
    assert not Hazard.objects.exists()


@pytest.mark.parametrize("words", ["a\x00b", "\ud800"])
def test_what_no_text_can_hold_is_refused_at_the_door(words: str) -> None:
    site = make_site()
    client = caller(site.inspector)
    assert report(client, site, description=words).status_code == 400
    assert client.get("/api/v1/hazards?q=%00&cursor=%00").status_code == 200
    assert not Hazard.objects.exists()


def test_an_id_from_a_device_counts_once() -> None:
    site = make_site()
    client, wanted = caller(site.inspector), str(new_id())
    assert report(client, site, id=wanted).status_code == 201
    again = report(client, site, id=wanted, description="另一条")
    assert (again.status_code, Hazard.objects.get().description) == (409, "临边缺护栏")


def test_a_choice_that_is_no_text_is_refused() -> None:
    site = make_site()
    client = caller(site.inspector)
    hazard = report(client, site).json()["id"]
    assert post(client, f"/hazards/{hazard}/actions/grade", {"level": ["GENERAL"]}).status_code == 422


def test_a_site_cannot_pass_its_own_finding_off_as_the_agencys() -> None:
    site = make_site()
    client = caller(site_account("吴大山", Role.SITE_MANAGER, site.project))
    assert report(client, site, source="SUPERVISION").status_code == 422
    made = report(client, site).json()
    assert (made["source"], made["state"]) == ("SELF_CHECK", HazardState.CONFIRMED)


@pytest.mark.parametrize("role", [Role.CLERK, Role.CERTIFIER])
def test_the_office_neither_reports_nor_drafts_nor_asks_for_changes(role: Role) -> None:
    site = make_site()
    notice = issued(site, finding())
    clerk = account("内勤", role, site.agency)
    assert report(caller(clerk), site).status_code == 403
    site.inspector = clerk
    with pytest.raises(NotPermitted):
        draft(site, finding())
    with pytest.raises(NotPermitted):
        request_change(actor=clerk, hazard_id=items(notice)[0].pk, kind=ChangeKind.VOID, reason="重复", at=now())


def test_only_the_site_and_its_officers_hand_in_photos() -> None:
    site = make_site()
    item = items(issued(site, finding()))[0]
    city = make_site(code="350100", name="市管工程").inspector
    for outsider in (city, site_account("监理", Role.CONSULTANT, site.project), site.leader):
        with pytest.raises(NotPermitted):
            add_after_photos(actor=outsider, hazard_id=item.pk, file_ids=[photo(outsider)], at=now())
    assert attachments_of("hazard", [item.pk]) == []
    add_after_photos(actor=site.inspector, hazard_id=item.pk, file_ids=[photo(site.inspector)], at=now())
    assert len(attachments_of("hazard", [item.pk])) == 1


def test_a_deadline_in_a_far_year_is_a_slip_of_the_finger() -> None:
    site = make_site()
    item = items(issued(site, finding()))[0]
    far = {"kind": "EXTEND", "reason": "雨季"}
    client = caller(site.inspector)
    assert post(client, f"/hazards/{item.pk}/changes", {**far, "new_deadline_on": "2206-01-01"}).status_code == 422
    near = day_of(now()) + timedelta(days=60)
    assert post(client, f"/hazards/{item.pk}/changes", {**far, "new_deadline_on": str(near)}).status_code == 201


def test_a_notice_is_read_whole_and_its_token_only_once_it_is_issued() -> None:
    site = make_site()
    client, unissued, done = caller(site.inspector), draft(site, finding()), issued(site, finding(), finding())
    answers = [client.get(f"/api/v1/notices/{notice.pk}") for notice in (unissued, done)]
    assert [a.status_code for a in answers] == [200, 200]
    assert [a.json()["token"] for a in answers] == ["", done.token]
    assert [len(a.json()["items"]) for a in answers] == [1, 2]


def test_what_lies_before_the_leader_is_sent_back_by_the_leader() -> None:
    site = make_site(sign_required=True)
    notice = advance_notice(actor=site.inspector, notice_id=draft(site, finding()).pk, at=now())
    with pytest.raises(NotPermitted):
        send_back(actor=account("内勤", Role.CLERK, site.agency), notice_id=notice.pk, reason="改", at=now())
    assert send_back(actor=site.leader, notice_id=notice.pk, reason="改", at=now()).state == NoticeState.DRAFT
