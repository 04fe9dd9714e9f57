"""Truth tables of the clauses whose "and" and "or" decide, with unknown answers."""

from itertools import product

import pytest

from zhiben.domains.criteria.conditions import BadTree, check_tree, questions_of
from zhiben.domains.criteria.models import Clause
from zhiben.domains.criteria.public import clause, guided_check
from zhiben.domains.criteria.terms import Verdict
from zhiben.kernel.base.errors import InvalidInput, NotVisible

pytestmark = pytest.mark.django_db
Answer = bool | None
VERDICT = {True: Verdict.MAJOR, False: Verdict.NOT_MAJOR, None: Verdict.UNDETERMINED}


def all_of(*parts: Answer) -> Answer:
    """Three-valued "and", written the other way round than the code under test: as a minimum."""
    return min(parts, key=[False, None, True].index)


def any_of(*parts: Answer) -> Answer:
    return max(parts, key=[False, None, True].index)


def expected_9_4(through: Answer, bare: Answer, shaft: Answer, shaft_bare: Answer, no_door: Answer) -> Answer:
    return any_of(all_of(through, bare), all_of(shaft, shaft_bare, no_door))


def expected_13_3(method: Answer, forecast: Answer, measuring: Answer, over: Answer, idle: Answer) -> Answer:
    return any_of(method, forecast, measuring, all_of(over, idle))


def expected_5_4(bent: Answer, leak: Answer, piping: Answer, soil: Answer, idle: Answer) -> Answer:
    return all_of(any_of(bent, leak, piping, soil), idle)


def expected_13_5(tail: Answer, hinge: Answer, goes_on: Answer, pressure: Answer) -> Answer:
    return any_of(all_of(any_of(tail, hinge), goes_on), pressure)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2024-9.4", expected_9_4),
        ("2024-13.3", expected_13_3),
        ("2024-5.4", expected_5_4),
        ("2024-13.5", expected_13_5),
    ],
)
def test_every_line_of_the_truth_table(code: str, expected: object) -> None:
    from zhiben.domains.criteria.checking import check

    judged = clause(code)
    names = [question.name for question in questions_of(judged.conditions)]
    for line in product((True, False, None), repeat=len(names)):
        result = check(judged, dict(zip(names, line, strict=True)))
        assert result.verdict == VERDICT[expected(*line)], line  # type: ignore[operator]
        assert bool(result.open) == (result.verdict == Verdict.UNDETERMINED)
        assert bool(result.decided_by) == (result.verdict != Verdict.UNDETERMINED)


def test_a_shaft_without_guards_but_with_doors_is_not_major() -> None:
    answers = {"gap_through": False, "shaft_through": True, "shaft_open": True, "shaft_no_door": False}
    result = guided_check("2024-9.4", answers)
    assert result.verdict == Verdict.NOT_MAJOR
    assert [question.name for question in result.decided_by] == ["gap_through", "shaft_no_door"]
    assert guided_check("2024-9.4", {**answers, "shaft_no_door": True}).verdict == Verdict.MAJOR


def test_the_explanation_names_what_decides_and_what_is_still_open() -> None:
    open_ = guided_check("2024-5.4", {"piping": True, "leaking": False, "not_handled": None})
    assert [question.name for question in open_.open] == ["not_handled"]
    assert open_.explanation == "还需查明：（1）是否没有及时处理？"
    settled = guided_check("2024-5.4", {"piping": True, "not_handled": True})
    assert [question.name for question in settled.decided_by] == ["piping", "not_handled"]
    assert settled.explanation.endswith("依据建质规〔2024〕5号第五条第（四）项，构成重大事故隐患。")
    assert guided_check("2024-5.4", {"not_handled": False}).verdict == Verdict.NOT_MAJOR


def test_the_old_edition_asks_for_a_growing_trend_and_the_new_one_does_not() -> None:
    answers: dict[str, Answer] = {"inrush": True, "not_handled": True}
    assert guided_check("2024-13.2", answers).verdict == Verdict.MAJOR
    assert guided_check("2022-13.2", answers).verdict == Verdict.UNDETERMINED
    assert guided_check("2022-13.2", {**answers, "growing": False}).verdict == Verdict.NOT_MAJOR


def test_doubt_about_the_logic_is_said() -> None:
    result = guided_check("2024-11.2", {"no_permit": True})
    assert result.verdict == Verdict.MAJOR
    assert result.caution.startswith("判定逻辑未核实。条文三句以逗号并列")
    assert guided_check("2024-5.4", {}).caution == ""
    assert "旁证" in guided_check("2022-7.2", {}).caution
    assert "未与条文的“且”“或”逐字核对" in guided_check("2024-8.5", {}).caution


def test_answers_to_questions_not_asked_are_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        guided_check("2024-5.4", {"piping": True, "weather": True})
    assert [error.field for error in refusal.value.errors] == ["weather"]
    with pytest.raises(NotVisible):
        guided_check("2024-5.9", {})


def test_every_clause_asks_something_and_all_yes_makes_it_major() -> None:
    for code, tree in Clause.objects.values_list("code", "conditions"):
        check_tree(tree)
        names = [question.name for question in questions_of(tree)]
        assert guided_check(code, dict.fromkeys(names, True)).verdict == Verdict.MAJOR
        assert guided_check(code, dict.fromkeys(names, False)).verdict == Verdict.NOT_MAJOR
        assert guided_check(code, {}).verdict == Verdict.UNDETERMINED
        assert all(question.text.endswith("？") for question in questions_of(tree))


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"any": []},
        {"none": [{"ask": "a", "text": "甲？"}]},
        {"ask": "a"},
        {"any": [{"ask": "a", "text": "甲？"}], "all": [{"ask": "b", "text": "乙？"}]},
        {"any": [{"ask": "a", "text": "甲？"}, {"ask": "a", "text": "乙？"}]},
    ],
)
def test_a_broken_tree_is_named(tree: dict[str, object]) -> None:
    with pytest.raises(BadTree):
        check_tree(tree)
