"""Pieces of SQL that rules write their answers with. All arguments are SQL of our own, never anything typed."""

from collections.abc import Iterable


def node(kind: str, pk: str, name: str) -> str:
    """One end of a step; ``pk`` may be ``null`` for what has no page."""
    return f"jsonb_build_object('kind', '{kind}', 'id', {pk}, 'name', {name})"


def step(start: str, word: str, end: str) -> str:
    """One step of a path: who, does what, where."""
    return f"jsonb_build_object('from', {start}, 'word', {word}, 'to', {end})"


def fact(label: str, value: str) -> str:
    """``label`` is text, ``value`` SQL."""
    return f"jsonb_build_object('label', '{label}', 'value', {value})"


def words(column: str, choices: Iterable[tuple[str, str]]) -> str:
    """Labels instead of codes."""
    return f"case {column} " + " ".join(f"when '{code}' then '{label}'" for code, label in choices) + " else '' end"
