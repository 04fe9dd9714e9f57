"""What the regions' own documents ask for, from finding to closing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.conformance.visible import visible_text
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.public import measures_of, waive_measure
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.terms import Level, Source
from zhiben.domains.hazards.tests.factories import CLAUSE, Site, account, finding, make_site, photo, user_of
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.ladder.services.batches import draft_waiting_batch
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.services.deciding import sign_order
from zhiben.domains.ladder.tests.factories import HAINAN, JIAOCHENG, draft_of, happened, on, rungs
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.public import draft_listing, listing_of, sign_listing
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, Refusal, WrongState
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.workflow.models import Urge
from zhiben.kernel.workflow.reminders import remind

pytestmark = pytest.mark.django_db
FOUND = date(2026, 5, 11)


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.ZHIBEN_TODAY = date(2026, 5, 12)


def found(site: Site, words: str = "基坑坡顶堆载超过设计限值", level: Level = Level.MAJOR) -> Hazard:
    clause = CLAUSE if level == Level.MAJOR else ""
    return report_hazard(
        actor=site.inspector, project_id=site.project.pk, source=Source.SUPERVISION, found_on=FOUND, at=on(FOUND),
        finding=finding(words, level=level, clause_code=clause, before_photos=(photo(site.inspector),)),
    )  # fmt: skip


def ordered(site: Site, hazard: Hazard, until: date) -> None:
    take_step(actor=site.inspector, hazard_id=hazard.pk, action="order", at=on(FOUND), deadline_on=until,
              responsible_person="吴大山", measure="卸载并复核支护")  # fmt: skip


def put_right(site: Site, hazard: Hazard, at: Any) -> None:
    take_step(actor=site.inspector, hazard_id=hazard.pk, action="submit", at=at, on_behalf_of="吴大山", result="已卸载",
              after_photos=[photo(site.inspector, "after")])  # fmt: skip


@pytest.mark.clause("national-2024/2.1.2c", "hainan-2023/3.1c")
def test_each_hazard_has_a_day_and_a_person_and_is_pressed_for_when_the_day_has_passed() -> None:
    """排查、整改、督办、复查、销号: no step can be left out, and a late one is pressed for by itself."""
    site = make_site(code=HAINAN)
    hazard = found(site, "临边防护缺失", Level.GENERAL)
    early: dict[str, dict[str, Any]] = {
        "close": {"conclusion": "合格"}, "submit": {"result": "已改", "on_behalf_of": "吴大山"},
    }  # fmt: skip
    for action, given in early.items():
        with pytest.raises(WrongState):
            take_step(actor=site.inspector, hazard_id=hazard.pk, action=action, at=on(FOUND), **given)
    for missing in ("deadline_on", "responsible_person"):
        whole: dict[str, Any] = {"deadline_on": date(2026, 5, 20), "responsible_person": "吴大山", "measure": "补齐"}
        given = {**whole, missing: None}
        with pytest.raises(InvalidInput):
            take_step(actor=site.inspector, hazard_id=hazard.pk, action="order", at=on(FOUND), **given)
    ordered(site, hazard, date(2026, 5, 20))
    with pytest.raises(WrongState):
        take_step(actor=site.inspector, hazard_id=hazard.pk, action="close", at=on(FOUND), conclusion="合格")
    late = on("2026-06-04")
    climb(late)
    assert rungs() == [("ORDER", 15, 15, "DRAFTED")]
    order = draft_of(hazard)
    assert order.items.get().hazard_id == hazard.pk
    signed = sign_order(actor=site.leader, order_id=order.pk, at=late)
    assert (signed.state, signed.addressee) == ("ISSUED", site.contractor.name)
    put_right(site, hazard, late)
    take_step(actor=site.inspector, hazard_id=hazard.pk, action="close", at=late, conclusion="合格")
    hazard.refresh_from_db()
    assert hazard.state == "CLOSED"
    happened()
    order.refresh_from_db()
    assert (order.state, order.conclusion) == ("CLOSED", "所列隐患已全部销号")


@pytest.mark.clause("hainan-2023/2.1.2b")
def test_in_hainan_ledger_listing_rectification_and_closing_come_in_that_order() -> None:
    """台账、挂牌、整改、销号: without the listing the hazard is not closed; the draft is on the desk at once."""
    site = make_site(code=HAINAN)
    hazard = found(site)
    happened()
    assert rungs() == [("LISTING", 0, 0, "DRAFTED")]
    listing = listing_of(hazard.pk)
    assert listing is not None
    assert listing.drafted_by_rule == "重大事故隐患，本地规定一经判定即挂牌督办"
    with pytest.raises(WrongState, match="待下达整改"):
        take_step(actor=site.inspector, hazard_id=hazard.pk, action="close", at=on(FOUND), conclusion="合格")
    ordered(site, hazard, date(2026, 6, 3))
    put_right(site, hazard, on("2026-05-20"))
    with pytest.raises(Refusal, match="挂牌"):
        take_step(actor=site.inspector, hazard_id=hazard.pk, action="close", at=on("2026-05-21"), conclusion="合格")
    sign_listing(actor=site.leader, listing_id=listing.pk, at=on("2026-05-21"), deadline_on=date(2026, 6, 3))
    for measure in _waiting(hazard):
        _waive(site, measure)
    take_step(actor=site.inspector, hazard_id=hazard.pk, action="close", at=on("2026-05-22"), conclusion="合格")
    hazard.refresh_from_db()
    assert (hazard.state, bool(hazard.listing_no)) == ("CLOSED", True)


@pytest.mark.clause("jiaocheng-2024/2.8.2a")
def test_in_jiaocheng_a_batch_is_picked_signed_with_one_press_and_made_public() -> None:
    site = make_site(code=JIAOCHENG)
    clerk = account("内勤", Role.CLERK, site.agency)
    hazards = [found(site, f"第{n}条隐患") for n in range(3)]
    happened()
    assert [outcome for *_, outcome in rungs()] == ["BATCH"] * 3
    assert Listing.objects.count() == 0
    office, leader = Client(), Client()
    office.force_login(user_of(clerk))
    leader.force_login(user_of(site.leader))
    page = office.get("/listings/batch/").content.decode()
    assert "共 3 条" in page
    picked = [str(r.pk) for r in Rung.objects.filter(hazard__in=hazards[:2])]
    sent = office.post(
        "/listings/batch/", {"bulk": "draft", "step": "do", "pick": picked, "reason": "本月集中挂牌一批"}
    )
    assert sent.status_code == 302
    assert [outcome for *_, outcome in rungs()].count("DRAFTED") == 2
    desk = leader.get("/desk/").content.decode()
    assert "整批签发 2 件" in desk
    [batch] = set(Listing.objects.values_list("batch_id", flat=True))
    keys = [f"listing|sign|{pk}" for pk in Listing.objects.values_list("pk", flat=True)]
    done = leader.post("/desk/sign/", {"batch": str(batch), f"batch-{batch}": keys})
    assert "2 件中办好 2 件" in " ".join(visible_text(done.content.decode()))
    numbers = list(Listing.objects.order_by("number").values_list("number", flat=True))
    assert len(set(numbers)) == 2
    happened()
    assert sorted(outcome for *_, outcome in rungs()) == ["BATCH", "SIGNED", "SIGNED"]
    shown = Client().get("/listings/public/").content.decode()
    assert all(number in shown for number in numbers)
    assert "督办中" in shown


def test_a_waived_listing_takes_its_draft_off_the_desk() -> None:
    site = make_site(code=HAINAN)
    hazard = found(site)
    happened()
    [measure] = [m for m in _waiting(hazard) if m.kind == "LIST"]
    waive_measure(actor=site.leader, measure_id=measure.pk, reason="已拆除，不必挂牌", at=on("2026-05-12"))
    happened()
    assert rungs() == [("LISTING", 0, 0, "OVERTAKEN")]
    assert Rung.objects.get().note == "挂牌督办已免办"
    listing = listing_of(hazard.pk)
    assert listing is not None
    assert listing.state == "OVERTAKEN"


def test_a_batch_is_refused_whole_and_changes_nothing() -> None:
    site, other = make_site(code=JIAOCHENG), make_site(code=HAINAN, name="别处的工程")
    found(site)
    happened()
    rung = Rung.objects.get()
    with pytest.raises(InvalidInput):
        draft_waiting_batch(actor=site.inspector, rung_ids=[rung.pk], reason=" ", at=on(FOUND))
    with pytest.raises(WrongState):
        draft_waiting_batch(actor=other.inspector, rung_ids=[rung.pk], reason="集中", at=on(FOUND))
    with pytest.raises(NotPermitted):
        draft_waiting_batch(
            actor=account("证", Role.CERTIFIER, site.agency), rung_ids=[rung.pk], reason="集中", at=on(FOUND)
        )
    assert rungs() == [("LISTING", 0, 0, "BATCH")]
    assert Listing.objects.count() == 0


def test_what_was_listed_by_itself_waits_for_no_batch() -> None:
    site = make_site(code=JIAOCHENG)
    hazard = found(site)
    happened()
    rung = Rung.objects.get()
    listing = draft_listing(actor=site.inspector, hazard_ids=[hazard.pk], reason="情况紧急，先行挂牌", at=on(FOUND))
    sign_listing(actor=site.leader, listing_id=listing.pk, deadline_on=date(2026, 6, 20), at=on(FOUND))
    with pytest.raises(WrongState):
        draft_waiting_batch(actor=site.inspector, rung_ids=[rung.pk], reason="集中", at=on(FOUND))
    happened()
    rung.refresh_from_db()
    assert (rung.outcome, rung.note, rung.draft_id) == ("OVERTAKEN", "已经单独挂牌督办", None)
    assert Listing.objects.get().batch_id is None


def test_an_undecided_draft_reminds_and_urges_its_leader() -> None:
    site = make_site()
    hazard = found(site, "临边防护缺失", Level.GENERAL)
    ordered(site, hazard, date(2026, 5, 20))
    climb(on("2026-06-04"))
    order = Order.objects.get()
    assert order.due_at is not None
    _in_force(site)
    remind(at=order.due_at + timedelta(hours=1))
    remind(at=order.due_at + timedelta(days=1, hours=12))
    leader = user_of(site.leader)
    told = Notification.objects.filter(case_id=order.pk, user_id=leader.pk)
    assert "overdue" in set(told.values_list("topic", flat=True))
    assert Urge.objects.filter(case_id=order.pk).count() == 1


def _in_force(site: Site) -> None:
    Grant.objects.filter(user=user_of(site.leader)).update(valid_from=on("2026-01-01"))


def _waiting(hazard: Hazard) -> list[Any]:
    return [m for m in measures_of([hazard.pk])[hazard.pk] if m.state == "REQUIRED"]


def _waive(site: Site, measure: Any) -> None:
    assert measure.kind == "SERVE"
    waive_measure(actor=site.leader, measure_id=measure.pk, reason="本例只看挂牌", at=on("2026-05-21"))
