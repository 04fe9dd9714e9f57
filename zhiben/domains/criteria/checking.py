"""Guided check: from the answers to a clause's questions to a verdict, with the answers on which it rests."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhiben.domains.criteria.conditions import Question, deciding, evaluate, questions_of, still_open
from zhiben.domains.criteria.models import Clause
from zhiben.domains.criteria.queries import clause
from zhiben.domains.criteria.terms import Verdict
from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.parameters.terms import Mark

VERDICTS = {True: Verdict.MAJOR, False: Verdict.NOT_MAJOR, None: Verdict.UNDETERMINED}


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """``decided_by`` are the answered questions that settle it, ``open`` those still to be found out."""

    code: str
    verdict: Verdict
    decided_by: tuple[Question, ...]
    open: tuple[Question, ...]
    explanation: str
    caution: str


def guided_check(code: str, answers: Mapping[str, bool | None]) -> CheckResult:
    """Judge one clause; a question not answered, or answered None, is unknown.

    Raises NotVisible for an unknown clause and InvalidInput for an answer to a question it does not ask. The verdict is
    about this clause only, and it is advice: who grades a hazard is a person.
    """
    return check(clause(code), answers)


def check(judged: Clause, answers: Mapping[str, bool | None]) -> CheckResult:
    """The same for a clause at hand (with its edition)."""
    tree = judged.conditions
    foreign = sorted(set(answers) - {question.name for question in questions_of(tree)})
    if foreign:
        raise InvalidInput(
            *(FieldError(field=name, reason="本条没有这个判定问题，请刷新后重新作答") for name in foreign)
        )
    verdict = VERDICTS[evaluate(tree, answers)]
    settled, missing = tuple(deciding(tree, answers)), tuple(still_open(tree, answers))
    return CheckResult(
        code=judged.code, verdict=verdict, decided_by=settled, open=missing,
        explanation=_explain(judged, verdict, settled, missing), caution=caution_of(judged),
    )  # fmt: skip


def caution_of(judged: Clause) -> str:
    """What to bear in mind before relying on the verdict; empty when nothing is in doubt."""
    said = []
    if judged.mark != Mark.CONFIRMED:
        said.append(f"本条要点为“{Mark(judged.mark).label}”，使用前请对照原文。")
    if judged.logic_mark == Mark.UNCONFIRMED and judged.mark != Mark.UNCONFIRMED:
        said.append("判定逻辑未核实。")
    return "".join(said + [f"{text}。" for text in (judged.logic_note, judged.note) if text])


def _explain(judged: Clause, verdict: Verdict, settled: tuple[Question, ...], missing: tuple[Question, ...]) -> str:
    if verdict == Verdict.UNDETERMINED:
        return f"还需查明：{_listed(missing)}"
    answer = "是" if verdict == Verdict.MAJOR else "否"
    outcome = f"依据{judged.cite}，{verdict.label}" if verdict == Verdict.MAJOR else verdict.label
    return f"以下问题均答“{answer}”：{_listed(settled)}{outcome}。"


def _listed(questions: tuple[Question, ...]) -> str:
    return "".join(f"（{number}）{question.text}" for number, question in enumerate(questions, start=1))
