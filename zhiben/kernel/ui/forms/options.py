"""Choices that only the running platform knows: officers, clauses. Registers above the kernel plug in here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.workflow.definition import Input, InputKind


@dataclass(frozen=True, kw_only=True)
class Option:
    """``group`` heads options that belong together: 基坑工程, 脚手架工程."""

    value: str
    label: str
    group: str = ""


OptionSource = Callable[[Actor, Any, Input], Sequence[Option]]
_sources: dict[InputKind, OptionSource] = {}


def use_options(kind: InputKind, source: OptionSource) -> None:
    """Called from the wiring. The source gets the actor, the case (or None) and the input."""
    _sources[kind] = source


def options_of(item: Input, actor: Actor, subject: Any) -> list[Option]:
    if item.choices:
        return [Option(value=str(value), label=label) for value, label in item.choices]
    source = _sources.get(item.kind)
    return list(source(actor, subject, item)) if source else []
