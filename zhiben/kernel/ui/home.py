"""What the home page of a role shows: one sentence and three to six figures that packages register."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role

MOST_FIGURES: Final = 6


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that opens its records. ``value`` is as written ("12", "95.2%", "未采集"); ``tone`` red, green, blue."""

    label: str
    value: str
    url: str
    note: str = ""
    tone: str = ""


FigureSource = Callable[[Actor, datetime], Sequence[Figure]]
SentenceSource = Callable[[Actor, datetime], str]
_figures: list[tuple[int, frozenset[Role], FigureSource]] = []
_sentences: list[tuple[int, frozenset[Role], SentenceSource]] = []


def home_figures(roles: Iterable[Role], source: FigureSource, order: int = 100) -> None:
    """Register figures for the home page of these roles; at most six show, smallest order first."""
    _figures.append((order, frozenset(roles), source))
    _figures.sort(key=lambda entry: entry[0])


def home_sentence(roles: Iterable[Role], source: SentenceSource, order: int = 100) -> None:
    """Register the sentence of the situation; the first that has something to say is shown."""
    _sentences.append((order, frozenset(roles), source))
    _sentences.sort(key=lambda entry: entry[0])


def figures_for(actor: Actor, at: datetime) -> list[Figure]:
    found = [figure for _, roles, source in _figures if actor.role in roles for figure in source(actor, at)]
    return found[:MOST_FIGURES]


def sentence_for(actor: Actor, at: datetime) -> str:
    said = (source(actor, at) for _, roles, source in _sentences if actor.role in roles)
    return next((text for text in said if text), "")
