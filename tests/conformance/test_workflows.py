"""Every workflow of the program as a table: nothing dangling, and random walks that only ever take its rows."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.hazards import report_hazard
from zhiben.domains.hazards.terms import HazardState, Source
from zhiben.domains.hazards.tests.factories import finding, make_site, photo
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.workflow.definition import Transition, Workflow
from zhiben.kernel.workflow.engine import fire
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.kernel.workflow.registry import flows


@pytest.mark.parametrize("flow", flows(), ids=lambda f: f.code)
def test_labels_are_chinese_codes_are_ascii_and_every_row_cites_its_basis(flow: Workflow) -> None:  # type: ignore[type-arg]
    for row in flow.transitions:
        assert row.action.isascii()
        assert row.basis
        assert any("\u4e00" <= c <= "\u9fff" for c in row.label)
        assert all(any("\u4e00" <= c <= "\u9fff" for c in i.label) for i in row.inputs)
    assert all(state.isascii() for state in flow.states)
    done = {(d.state, d.holder, d.party_role, d.unless_user) for d in flow.duties}
    assert len(done) == len(flow.duties)


def test_a_wrong_table_stops_the_program() -> None:
    row = Transition[Hazard](action="go", label="走", source=("A",), target="B", roles=frozenset(), basis="无")

    def table(**values: object) -> Workflow[Hazard]:
        given: dict[str, object] = {
            "code": "t", "version": 1, "label": "表", "model": Hazard, "initial": frozenset({"A"}),
            "final": frozenset({"B"}), "states": {"A": "甲", "B": "乙"}, "transitions": (row,), **values,
        }  # fmt: skip
        return Workflow(**given)  # type: ignore[arg-type]

    assert table().moves[("go", "A")] is row
    with pytest.raises(ValueError, match="no way into C"):
        table(states={"A": "甲", "B": "乙", "C": "丙"}, final=frozenset({"B", "C"}))
    with pytest.raises(ValueError, match="no way out of B"):
        table(final=frozenset())
    with pytest.raises(ValueError, match="share an action"):
        table(transitions=(row, row))
    with pytest.raises(ValueError, match="has no label"):
        table(states={"A": "甲"})


ACTIONS = sorted({t.action for t in HAZARD_FLOW.transitions})


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(ACTIONS), min_size=3, max_size=12))
def test_any_sequence_of_actions_leaves_a_history_that_the_table_allows(walk: list[str]) -> None:
    site = make_site()
    hazard = report_hazard(
        actor=site.inspector, project_id=site.project.pk, finding=finding(), source=Source.SUPERVISION,
        found_on=day_of(now()), at=now(),
    )  # fmt: skip
    given_values = _values(site, hazard)
    for action in walk:
        row = HAZARD_FLOW.transition(action)
        inputs = {i.name: given_values[i.name] for i in row.inputs}
        try:
            fire(HAZARD_FLOW, hazard.pk, action, actor=system_actor(), at=now(), **inputs)
        except Refusal:
            continue
    hazard.refresh_from_db()

    state = ""
    for number, move in enumerate(CaseMove.objects.filter(case_id=hazard.pk).order_by("seq"), 1):
        assert (move.seq, move.source) == (number, state)
        assert number == 1 or (move.action, move.source) in HAZARD_FLOW.moves
        state = move.target
    assert (state, hazard.seq) == (hazard.state, number)
    assert (hazard.closed_at is not None) == (hazard.state in HAZARD_FLOW.final)
    assert Todo.objects.open().filter(case_id=hazard.pk).exists() == (
        hazard.state in {d.state for d in HAZARD_FLOW.duties}
    )
    if hazard.state in (HazardState.CLOSED, HazardState.VOIDED):
        assert hazard.due_at is None


def _values(site: object, hazard: Hazard) -> dict[str, Any]:
    proof = [str(photo(system_actor()))]
    later = day_of(now()) + timedelta(days=30)
    return {
        "level": "GENERAL", "clause_code": "", "graded_by": "林一", "opinion": "", "reason": "理由", "deadline_on": later,
        "responsible_person": "吴大山", "measure": "补齐", "number": "文号", "result": "已改", "after_photos": proof,
        "before_photos": proof, "rechecked_by": "林一", "conclusion": "合格", "recheck_photos": [],
        "listing_level": "COUNTY", "fund_wan": None, "emergency": "",
    }  # fmt: skip
