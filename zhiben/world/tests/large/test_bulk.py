"""A world of the large kind, made small: possible histories, whole series, every open case somebody's, the same again."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F, Max, Q

from zhiben.domains.accidents.services.opening import open_due_traces
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.hazards.models import Hazard, LookBack, Measure, Notice, Serving
from zhiben.domains.hazards.services.content import Sources, _content
from zhiben.domains.hazards.services.sweeping import ask_for_signatures
from zhiben.domains.hazards.terms import Level
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.progress import open_due_progress
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.crypto import blind_index, open_sealed
from zhiben.kernel.events.models import FailedEvent
from zhiben.kernel.events.reader import drain
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.numbering.models import IssuedNumber, NumberSeries
from zhiben.kernel.papers.issued import is_untouched
from zhiben.kernel.parameters.calendar import count_working_days
from zhiben.kernel.workflow.models import Case, CaseMove, CaseParty, Todo
from zhiben.kernel.workflow.registry import flows
from zhiben.kernel.workflow.reminders import remind
from zhiben.registry.people.codes import PHONE_PURPOSE, id_check_digit
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import Project
from zhiben.world.tests.day import TODAY
from zhiben.world.tests.shapes import shape

pytestmark = pytest.mark.django_db
RESTING = (Hazard, Measure, Certificate)  # open without being anybody's to do


def test_the_counts_are_those_asked_for(world: dict[str, Any]) -> None:
    assert (world["projects"], world["people"], world["hazards"]) == (60, 800, 2000)
    majors = Hazard.objects.filter(level=Level.MAJOR).count()
    closed = Hazard.objects.exclude(closed_at=None).count()
    assert 0.08 < majors / 2000 < 0.12
    assert 0.85 < closed / 2000 < 0.94
    years = set(Hazard.objects.values_list("found_on__year", flat=True))
    assert years == {2022, 2023, 2024, 2025, 2026}


def test_keys_indexes_triggers_and_row_security_are_as_they_were(world: dict[str, Any]) -> None:
    assert shape() == world["before"]
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("zhiben_app",)


def test_no_history_is_impossible(world: dict[str, Any]) -> None:
    tables = {flow.code: flow for flow in flows()}
    states: dict[Any, tuple[str, int]] = {}
    last: dict[Any, Any] = {}
    for move in CaseMove.objects.order_by("case_id", "seq"):
        before = states.get(move.case_id)
        assert move.seq == (before[1] + 1 if before else 1)
        if before is not None:
            row = tables[move.flow].moves[(move.action, move.source)]
            assert move.source == before[0]
            assert move.target == (row.target or move.source)
            assert {i.name for i in row.inputs if i.required} - move.inputs.keys() <= {"files", "due_at"}
            assert move.inputs.keys() <= {i.name for i in row.inputs}, (move.flow, move.action)
        assert last.get(move.case_id, move.at) <= move.at <= TODAY, (move.flow, move.action)
        states[move.case_id], last[move.case_id] = (move.target, move.seq), move.at
    for flow in flows():
        for case in flow.model._default_manager.all():
            assert states[case.pk] == (case.state, case.seq)


def test_a_closed_case_is_at_rest_and_an_open_one_is_somebodys_to_do(world: dict[str, Any]) -> None:
    waiting = set(Todo.objects.open().values_list("case_id", flat=True))
    for model in {flow.model for flow in flows()}:
        rows: Any = model._default_manager
        closed, opened = rows.exclude(closed_at=None), rows.filter(closed_at=None)
        assert not waiting & set(closed.values_list("pk", flat=True))
        assert not closed.exclude(due_at=None).exists()
        assert not opened.exclude(due_at=None).filter(due_rule=None, silent=False).exists(), model
        if model not in RESTING:
            assert set(opened.values_list("pk", flat=True)) <= waiting, model
    alone = Hazard.objects.open().filter(notice=None, silent=False)
    assert set(alone.values_list("pk", flat=True)) <= waiting
    assert not set(Hazard.objects.filter(silent=True).values_list("pk", flat=True)) & waiting


def test_deadlines_follow_the_working_calendar(world: dict[str, Any]) -> None:
    checked = 0
    for model in {flow.model for flow in flows()}:
        for case in model._default_manager.filter(due_rule__by="working_days"):
            rule = case.due_rule
            found = count_working_days(day_of(TODAY).fromisoformat(rule["from"]), rule["n"])
            assert (case.due_at, rule["provisional"]) == (end_of_day(found.day), found.provisional)
            checked += 1
    assert checked > 5


def test_numbers_rise_with_their_days_and_none_is_missing(world: dict[str, Any]) -> None:
    series: dict[Any, list[Any]] = {}
    for issued in IssuedNumber.objects.order_by("series", "owner_id", "year", "number"):
        series.setdefault((issued.series, issued.owner_id, issued.year), []).append(issued)
    for key, rows in series.items():
        assert [r.number for r in rows] == list(range(1, len(rows) + 1))
        assert sorted(r.issued_at for r in rows) == [r.issued_at for r in rows]
        assert {r.issued_at.year for r in rows} == {key[2]}
    lasts = {(s.series, s.owner_id, s.year): s.last for s in NumberSeries.objects.all()}
    assert lasts == {key: len(rows) for key, rows in series.items()}
    assert Notice.objects.exclude(issued_on=None).exclude(number="").count() == IssuedNumber.objects.filter(
        series__startswith="notice."
    ).count()  # fmt: skip
    assert Hazard.objects.filter(number="").count() == 0


def test_places_and_parties_are_those_of_the_project(world: dict[str, Any]) -> None:
    for model in {flow.model for flow in flows()} - {apps.get_model("ladder.Order"), Certificate}:
        names = {f.name for f in model._meta.get_fields()}
        owner = "project" if "project" in names else "hazard__project" if "hazard" in names else ""
        if issubclass(model, Case) and owner:
            same = {f"{owner}__{n}": F(n) for n in ("place", "province", "city", "county", "agency_id", "scope")}
            assert not model._default_manager.exclude(**same).exists(), model
    projects = dict(Project.objects.values_list("pk", "name"))
    for hazard in Hazard.objects.order_by("pk")[:50]:
        parties = CaseParty.objects.filter(case_id=hazard.pk)
        assert parties.filter(kind="project", subject_id=hazard.project_id).count() == 1
        assert parties.filter(kind="enterprise").count() == 5
        assert hazard.where_name == projects[hazard.project_id]


def test_a_major_hazard_has_what_its_place_demands(world: dict[str, Any]) -> None:
    told = Hazard.objects.filter(level=Level.MAJOR, silent=False, notice__issued_on__isnull=False)
    kinds = Counter(tuple(sorted(h.measures.values_list("kind", flat=True))) for h in told)
    assert set(kinds) <= {("CREDIT", "LIST", "SERVE", "STOP"), ("CREDIT", "SERVE", "STOP")}
    closed = told.exclude(closed_at=None)
    assert not Measure.objects.open().filter(hazard__in=closed).exclude(kind="SERVE").exists()
    for measure in Measure.objects.filter(state="DONE", kind="LIST").select_related("hazard"):
        assert Listing.objects.filter(items__hazard=measure.hazard, number=measure.reference).exists()
        assert measure.hazard.listing_no == measure.reference
    assert Measure.objects.filter(state="DONE", kind="STOP").exists()
    assert not Measure.objects.filter(Q(reference=""), state="DONE").exists()
    assert Serving.objects.filter(state="SIGNED").count() > Serving.objects.filter(state="SENT").count()
    assert LookBack.objects.filter(state="HELD").exists()


def test_what_stayed_overdue_was_pressed_for(world: dict[str, Any]) -> None:
    late = Hazard.objects.filter(silent=False, state="RECTIFYING", notice__isnull=False)
    pressed = late.filter(level=Level.GENERAL, deadline_on__lte=day_of(TODAY) - timedelta(days=15))
    rungs = set(Rung.objects.filter(code="ORDER", step=15).values_list("hazard_id", "deadline_on"))
    assert pressed.count() > 50
    assert set(pressed.values_list("pk", "deadline_on")) <= rungs
    assert {"ISSUED", "CLOSED"} <= set(Order.objects.values_list("state", flat=True)) - {""}
    signed = Order.objects.exclude(number="")
    assert set(signed.values_list("items__hazard__project", flat=True)) <= set(
        Project.objects.values_list("pk", flat=True)
    )
    for order in signed.filter(closed_at=None):
        assert order.items.filter(hazard__closed_at=None).exists()


def test_papers_say_what_signing_would_have_frozen(world: dict[str, Any]) -> None:
    open_ones = Notice.objects.open().exclude(issued_on=None)
    assert not open_ones.filter(paper=None).exists()
    papers = Notice.objects.exclude(paper=None).select_related("paper", "project").order_by("pk")
    assert papers.count() > 40
    for notice in papers:
        paper: Any = notice.paper
        assert is_untouched(paper)
        assert (paper.number, paper.issued_on) == (notice.number, notice.issued_on)
        told = _content(notice, Sources([notice]))
        for later in (*told["items"], *paper.content["items"]):
            later.pop("five", None)
            later.pop("deadline_on")
        assert paper.content == told


def test_people_are_sealed_found_and_masked(world: dict[str, Any]) -> None:
    person = Person.objects.order_by("pk")[17]
    number, phone = open_sealed(bytes(person.id_number_cipher or b"")), open_sealed(bytes(person.phone_cipher or b""))
    assert id_check_digit(number[:17]) == number[17]
    assert person.phone_index == blind_index(phone, purpose=PHONE_PURPOSE)
    assert person.phone_masked == f"{phone[:3]}****{phone[-4:]}"
    assert list(Person.objects.search(phone)) == [person]
    past: Any = apps.get_model("people.PersonEvent")
    assert past.objects.filter(pgh_obj_id=person.pk, pgh_label="insert").count() == 1


def test_somebody_can_sign_in_at_every_level(world: dict[str, Any]) -> None:
    names = set(Grant.objects.values_list("user__username", flat=True))
    assert {"lingdao", "jiandu", "zhifa", "neiqin", "shiju", "shijiandu", "shengting", "xitong"} <= names
    assert {"xiangmu", "anquanyuan", "qiye", "fuzeren", "jianli", "jianshe"} <= names
    assert {"lingdao320402", "jiandu320412z"} <= names
    user = Grant.objects.get(user__username="jiandu320402").user
    assert user.check_password("zhiben-demo-2024")


def test_the_jobs_that_run_first_find_nothing(world: dict[str, Any]) -> None:
    before = Todo.objects.open().count(), Rung.objects.count(), Notification.objects.count()

    assert (climb(TODAY), open_due_traces(at=TODAY), open_due_progress(at=TODAY)) == (0, 0, 0)
    assert (ask_for_signatures(at=TODAY), remind(at=TODAY)) == (0, 0)
    drain()

    assert (Todo.objects.open().count(), Rung.objects.count(), Notification.objects.count()) == before
    assert not FailedEvent.objects.exists()


def test_under_construction_and_dates_make_sense(world: dict[str, Any]) -> None:
    assert Project.objects.under_construction(day_of(TODAY)).count() > 20
    assert not Hazard.objects.filter(found_on__lt=F("project__start_on")).exists()
    assert not Hazard.objects.filter(rectified_on__lt=F("found_on")).exists()
    assert not Hazard.objects.filter(closed_on__lt=F("rectified_on")).exists()
    newest = Hazard.objects.aggregate(day=Max("found_on"))["day"]
    assert day_of(TODAY) - timedelta(days=7) <= newest <= day_of(TODAY)
