"""Which tests show which clauses. Read from the marks in the test files, without running or importing them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from zhiben.cli.places import ROOT

LEDGER = ROOT / "plans" / "ledger.yaml"
TEST_FOLDERS = ("zhiben", "tests")


@dataclass
class Row:
    """One clause. ``tests`` are addresses pytest understands; ``where`` the packages whose tests show it."""

    id: str
    ask: str
    tests: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        where = sorted({test.partition("/tests/")[0].replace("/", ".") for test in self.tests})
        return {"id": self.id, "status": "shown" if self.tests else "missing", "where": where, "tests": self.tests}


def trace() -> list[Row]:
    """Every clause in the order of the ledger."""
    clauses = yaml.load(LEDGER.read_text(), Loader=yaml.CSafeLoader)["clauses"]
    rows = {clause["id"]: Row(clause["id"], clause["ask"]) for clause in clauses}
    for clause, test in marks():
        if clause in rows:
            rows[clause].tests.append(test)
    return list(rows.values())


def marks() -> Iterator[tuple[str, str]]:
    """(clause, test) for every clause mark on a test, its class or its module."""
    for folder in TEST_FOLDERS:
        for path in sorted((ROOT / folder).rglob("test_*.py")):
            text = path.read_text()
            if "clause(" in text:
                yield from _marks_of(path, ast.parse(text))


def _marks_of(path: Path, module: ast.Module) -> Iterator[tuple[str, str]]:
    assigned = [node.value for node in module.body if isinstance(node, ast.Assign) and _assigns(node, "pytestmark")]
    inherited = [clause for value in assigned for clause in _clauses(value)]
    yield from _marks_in(module.body, str(path.relative_to(ROOT)), inherited)


def _marks_in(body: list[ast.stmt], address: str, inherited: list[str]) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            clauses = inherited + [clause for decorator in node.decorator_list for clause in _clauses(decorator)]
            inside = f"{address}::{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from _marks_in(node.body, inside, clauses)
            elif node.name.startswith("test"):
                yield from ((clause, inside) for clause in dict.fromkeys(clauses))


def _assigns(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def _clauses(node: ast.expr) -> list[str]:
    """Arguments of every ``….clause("a", "b")`` in an expression."""
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "clause"]
    return [str(a.value) for call in named for a in call.args if isinstance(a, ast.Constant)]
