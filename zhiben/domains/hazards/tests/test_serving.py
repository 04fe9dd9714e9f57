"""送知: who is told of a major hazard, how each signs, who sees that somebody did not."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from zhiben.domains.hazards.models import Measure, Serving
from zhiben.domains.hazards.reactions import settle_served
from zhiben.domains.hazards.services.measures import waive_measure
from zhiben.domains.hazards.services.serving import (
    chase_serving,
    mark_read,
    sign_on_paper,
    sign_serving,
)
from zhiben.domains.hazards.services.sweeping import ask_for_signatures
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.factories import finding, issued, items, major, make_site, photo, user_of
from zhiben.domains.hazards.tests.heads import clock_of, head_account, hear, name_heads, servings
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.workflow.models import Todo

pytestmark = pytest.mark.django_db


@pytest.mark.clause("jiaocheng-2024/2.5.2b")
def test_on_entering_the_register_both_heads_are_told_sign_and_whoever_does_not_is_put_before_the_officer() -> None:
    site = make_site(code="141122")
    name_heads(site, principal="周五", controller="郑大江")
    boss, owner = head_account("周五", site), head_account("郑大江", site)

    hazard = major(site)

    sent = servings(hazard)
    assert {p: (s.state, s.person_name, s.phone_masked) for p, s in sent.items()} == {
        "PRINCIPAL": ("SENT", "周五", "139****5678"), "CONTROLLER": ("SENT", "郑大江", "139****5678"),
    }  # fmt: skip
    told = Notification.objects.filter(topic="hazards.serving", user_id=user_of(boss).pk)
    assert set(told.values_list("statutory", "case_id")) == {(True, s.pk) for s in sent.values()}

    with acting_as(boss):
        mark_read(actor=boss, serving_id=sent["PRINCIPAL"].pk, at=now())
        signed = sign_serving(actor=boss, serving_id=sent["PRINCIPAL"].pk, at=now())
        with pytest.raises(NotPermitted, match="郑大江本人签收"):
            sign_serving(actor=boss, serving_id=sent["CONTROLLER"].pk, at=now())
    assert (signed.state, signed.signed_by, signed.method) == ("SIGNED", "周五", "ACCOUNT")
    assert signed.read_at
    assert signed.signed_at
    hear()
    assert Measure.objects.get(hazard=hazard, kind="SERVE").state == "REQUIRED"

    late = clock_of(sent["CONTROLLER"]) + timedelta(minutes=1)
    assert ask_for_signatures(at=late - timedelta(minutes=2)) == 0
    assert (ask_for_signatures(at=late), ask_for_signatures(at=late)) == (1, 0)
    todo = Todo.objects.open().get(case_id=sent["CONTROLLER"].pk, holder_kind="agency")
    assert (todo.label, todo.holder_id) == ("催签收或改为纸质送达", site.agency.pk)

    with acting_as(owner):
        sign_serving(actor=owner, serving_id=sent["CONTROLLER"].pk, at=late)
    hear()
    done = Measure.objects.get(hazard=hazard, kind="SERVE")
    assert (done.state, done.reference) == ("DONE", "主要负责人周五、实际控制人郑大江已签收")
    assert not Todo.objects.open().filter(case_id=sent["CONTROLLER"].pk).exists()


def test_nobody_registered_the_legal_person_is_told_and_the_controller_is_asked_for() -> None:
    site = make_site()
    admin = head_account("企管", site, Role.ENTERPRISE_ADMIN)
    hazard = major(site)
    sent = servings(hazard)

    assert (sent["PRINCIPAL"].person_name, sent["PRINCIPAL"].registered) == ("周五", False)
    assert (sent["CONTROLLER"].state, sent["CONTROLLER"].person_name) == ("UNNAMED", "")
    asked = Todo.objects.open().get(case_id=sent["CONTROLLER"].pk)
    assert (asked.label, asked.holder_kind, asked.holder_id) == ("登记企业负责人", "enterprise", site.contractor.pk)
    assert Notification.objects.filter(user_id=user_of(admin).pk, topic="hazards.serving").count() == 1

    name_heads(site, controller="郑大江")

    later = servings(hazard)["CONTROLLER"]
    assert (later.state, later.person_name, later.registered) == ("SENT", "郑大江", True)
    assert later.sent_at


def test_an_assumed_principal_may_be_signed_for_by_whoever_holds_the_role() -> None:
    site = make_site()
    deputy = head_account("新任总经理", site)
    principal = servings(major(site))["PRINCIPAL"]

    assert sign_serving(actor=deputy, serving_id=principal.pk, at=now()).signed_by == "新任总经理"


def test_one_person_in_both_posts_signs_once() -> None:
    site = make_site()
    name_heads(site, principal="周五", controller="周五")

    assert list(servings(major(site))) == ["PRINCIPAL"]


def test_others_do_not_sign_and_nothing_changes() -> None:
    site, other = make_site(), make_site(code="320412", name="别处的工程")
    name_heads(site, principal="周五", controller="郑大江")
    sent = servings(major(site))["PRINCIPAL"]
    stranger, admin = head_account("周五", other), head_account("企管", site, Role.ENTERPRISE_ADMIN)

    with pytest.raises(NotVisible):
        sign_serving(actor=stranger, serving_id=sent.pk, at=now())
    for actor in (admin, site.inspector, site.leader):
        with pytest.raises(NotPermitted):
            sign_serving(actor=actor, serving_id=sent.pk, at=now())
    mark_read(actor=site.inspector, serving_id=sent.pk, at=now())

    sent.refresh_from_db()
    assert (sent.state, sent.read_at, sent.signed_at, sent.seq) == ("SENT", None, None, 1)


def test_signing_twice_says_who_was_first() -> None:
    site = make_site()
    name_heads(site, principal="周五", controller="周五")
    sent, boss = servings(major(site))["PRINCIPAL"], head_account("周五", site)
    sign_serving(actor=boss, serving_id=sent.pk, at=now())

    with pytest.raises(WrongState, match="周五已于"):
        sign_serving(actor=boss, serving_id=sent.pk, at=now())


def test_on_paper_with_a_picture_entered_by_the_officer() -> None:
    site = make_site()
    unnamed = servings(major(site))["CONTROLLER"]
    with pytest.raises(InvalidInput, match="照片"):
        sign_on_paper(actor=site.inspector, serving_id=unnamed.pk, signer="郑大江", scan_ids=(), at=now())
    with pytest.raises(NotPermitted):
        sign_on_paper(
            actor=site.leader, serving_id=unnamed.pk, signer="郑大江", scan_ids=[photo(site.leader)], at=now()
        )

    scan = photo(site.inspector, "receipt")
    done = sign_on_paper(actor=site.inspector, serving_id=unnamed.pk, signer="郑大江", scan_ids=[scan], at=now())

    assert (done.state, done.signed_by, done.method, done.read_at) == ("SIGNED", "郑大江", "PAPER", None)


def test_chasing_tells_again_and_gives_a_new_clock() -> None:
    site = make_site()
    name_heads(site, principal="周五", controller="周五")
    boss, sent = head_account("周五", site), servings(major(site))["PRINCIPAL"]
    late = clock_of(sent) + timedelta(hours=2)
    ask_for_signatures(at=late)

    chased = chase_serving(actor=site.inspector, serving_id=sent.pk, at=late)

    assert (chased.chased, chased.due_at) == (1, late + timedelta(hours=24))
    assert not Todo.objects.open().filter(case_id=sent.pk, action="chase").exists()
    assert Notification.objects.filter(user_id=user_of(boss).pk, case_id=sent.pk).count() == 2
    assert ask_for_signatures(at=late + timedelta(hours=25)) == 1


def test_a_voided_hazard_takes_its_servings_back() -> None:
    from zhiben.domains.hazards.services.changes import decide_change, request_change
    from zhiben.domains.hazards.terms import ChangeKind

    site = make_site()
    hazard = major(site)
    change = request_change(
        actor=site.inspector, hazard_id=hazard.pk, kind=ChangeKind.VOID, reason="重复登记", at=now()
    )
    decide_change(actor=site.leader, change_id=change.pk, agreed=True, opinion="同意", at=now())

    assert set(Serving.objects.filter(hazard=hazard).values_list("state", flat=True)) == {"WITHDRAWN"}
    assert not Todo.objects.open().filter(flow="hazard.serving").exists()


def test_a_general_hazard_is_sent_to_nobody() -> None:
    site = make_site()
    hazard = items(issued(site, finding(), finding("基坑", level=Level.GENERAL)))[0]

    assert servings(hazard) == {}


def test_settling_twice_is_settling_once() -> None:
    site = make_site()
    name_heads(site, principal="周五", controller="周五")
    hazard = major(site)
    sign_serving(actor=head_account("周五", site), serving_id=servings(hazard)["PRINCIPAL"].pk, at=now())
    hear()

    settle_served({"state": "SIGNED", "hazard_id": str(hazard.pk)}, now())

    assert Measure.objects.get(hazard=hazard, kind="SERVE").seq == 2


def test_the_head_opens_the_page_and_signs_there(client) -> None:  # type: ignore[no-untyped-def]
    site = make_site()
    name_heads(site, principal="周五", controller="周五")
    boss, sent = head_account("周五", site), servings(major(site))["PRINCIPAL"]
    client.force_login(user_of(boss))

    page = client.get(f"/servings/{sent.pk}/").content.decode()

    sent.refresh_from_db()
    assert "签收" in page
    assert sent.read_at
    assert sent.state == "SENT"
    assert client.post(f"/servings/{sent.pk}/sign/").status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.signed_by) == ("SIGNED", "周五")


def test_the_officer_finds_who_has_not_signed(client) -> None:  # type: ignore[no-untyped-def]
    site = make_site()
    name_heads(site, principal="周五", controller="周五")
    hazard = major(site)
    client.force_login(user_of(site.inspector))

    assert "周五" in client.get("/servings/?unsigned=1").content.decode()
    page = client.get(f"/hazards/{hazard.pk}/").content.decode()
    assert "必办措施" in page
    assert "送知签收" in page
    assert "尚未" not in page


def test_the_sheet_to_sign_on_paper_is_printed_for_whoever_may_see_it(client) -> None:  # type: ignore[no-untyped-def]
    site = make_site()
    name_heads(site, principal="周五", controller="郑大江")
    sent = servings(major(site))["CONTROLLER"]
    other = make_site(code="320412", name="别处的工程")
    client.force_login(user_of(other.inspector))
    assert client.get(f"/servings/{sent.pk}/sheet.pdf").status_code == 404
    client.force_login(user_of(site.inspector))

    answer = client.get(f"/servings/{sent.pk}/sheet.pdf")

    words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).replace("\n", "")
    assert "重大事故隐患告知书" in "".join(words.split())
    assert "郑大江" in words
    assert "13900005678" not in words


def test_waiving_takes_the_servings_back() -> None:
    site = make_site()
    hazard = major(site)
    serve = Measure.objects.get(hazard=hazard, kind="SERVE")

    waive_measure(actor=site.leader, measure_id=serve.pk, reason="企业已注销", at=now())

    assert set(Serving.objects.filter(hazard=hazard).values_list("state", flat=True)) == {"WITHDRAWN"}
