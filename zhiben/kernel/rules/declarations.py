"""What rules there are. A package declares its own in ``<package>/rules.py``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType
from zhiben.kernel.rules.terms import Severity


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The day that is asked about, and the keys to check again; no keys: all."""

    on: date
    keys: tuple[str, ...] | None = None

    def narrow(self, column: str, kind: str = "uuid") -> str:
        """``and column = any (keys)`` in SQL of our own, nothing when everything is asked."""
        return "" if self.keys is None else f" and {column} = any (%(keys)s::{kind}[])"

    @property
    def values(self) -> dict[str, Any]:
        return {"today": self.on, "keys": list(self.keys or ())}


@dataclass(frozen=True)
class Statement:
    """SQL with named values, where a queryset cannot say it."""

    text: str
    values: Mapping[str, Any]


# One row for each finding: key, subject_id, subject_name, facts [{label, value}], path [{from, word, to}] with ends
# {kind, id, name}, agencies (the first one answers), places (paths; the first is where it is counted).
COLUMNS: Final = ("key", "subject_id", "subject_name", "facts", "path", "agencies", "places")
Asking = Callable[[Scope], "QuerySet[Any, Any] | Statement"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """``meaning`` says in one sentence when it finds something; ``basis`` what it rests on; ``parameters`` its numbers."""

    code: str
    label: str
    subject: str
    severity: Severity
    meaning: str
    basis: tuple[str, ...]
    ask: Asking
    parameters: tuple[str, ...] = ()

    @property
    def due_days(self) -> str:
        """The parameter that says within how many days a finding is to be answered for."""
        return f"rules.due_days.{self.code}"

    @property
    def figures(self) -> tuple[str, ...]:
        """All that agencies may set about it."""
        return (*self.parameters, self.due_days)


_rules: Final[dict[str, Rule]] = {}
SUBJECTS: Final[dict[str, str]] = {
    "person": "人员", "enterprise": "企业", "project": "项目", "equipment": "设备", "certificate": "证书",
    "agency": "机构",
}  # fmt: skip


def rule(
    *, code: str, label: str, subject: str, severity: Severity, meaning: str, basis: tuple[str, ...],
    parameters: tuple[str, ...] = (),
) -> Callable[[Asking], Rule]:  # fmt: skip
    """Declare a rule by the function that asks for everything in violation. Codes are permanent."""

    def declare(ask: Asking) -> Rule:
        made = Rule(
            code=code, label=label, subject=subject, severity=severity, meaning=meaning, basis=basis, ask=ask,
            parameters=parameters,
        )  # fmt: skip
        return add_rule(made)

    return declare


def add_rule(made: Rule) -> Rule:
    if _rules.setdefault(made.code, made) is not made:
        raise ValueError(f"rule {made.code} is declared twice")
    declare(
        made.due_days, f"{made.label}核查期限", "天", ValueType.INTEGER, least=1,
        meaning=f"发现{made.label}后，责任机构应在几天内核查并说明，没有规定的不限期",
    )  # fmt: skip
    return made


def remove_rule(code: str) -> None:
    """For tests that declare one of their own."""
    _rules.pop(code, None)


def rules() -> list[Rule]:
    """All, by code."""
    return [_rules[code] for code in sorted(_rules)]


def rule_of(code: str) -> Rule | None:
    return _rules.get(code)


def known_rule(code: str) -> Rule:
    """Raises InvalidInput (422)."""
    found = _rules.get(code)
    if found is None:
        raise InvalidInput.of("code", f"没有名为“{code}”的规则")
    return found
