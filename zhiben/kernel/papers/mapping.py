"""Which header means which column: by name, by another name, by likeness; and what kind of ledger a header is of."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from zhiben.kernel.papers.cells.words import without_brackets, word_key
from zhiben.kernel.papers.ledger import Ledger, ledgers

LIKELY: Final = 88.0
POSSIBLE: Final = 60.0
SPELLINGS: Final = 4
BY_NAME, BY_LIKENESS, BY_PERSON = "name", "likeness", "person"


@dataclass(frozen=True, kw_only=True)
class Match:
    """One header. ``column`` is empty when nothing fits; ``suggestions`` are then columns it might be."""

    index: int
    header: str
    column: str = ""
    how: str = ""
    suggestions: tuple[str, ...] = ()


def match_headers(ledger: Ledger, headers: Sequence[str], chosen: Mapping[str, str] | None = None) -> list[Match]:
    """Each header with its column. ``chosen`` is what a person has decided: header → column, or "" to ignore."""
    taken: dict[int, Match] = {}
    used: set[str] = set()
    for index, header in enumerate(headers):
        if chosen is not None and header in chosen:
            column = chosen[header] if chosen[header] not in used else ""
            taken[index] = Match(index=index, header=header, column=column, how=BY_PERSON)
            used.add(column)
    # Whole names first, so that a bare "责任人" never takes the place of "整改责任人" further right.
    for spelling in range(SPELLINGS):
        for index, header in enumerate(headers):
            column = _by_name(ledger, _spellings(header)[spelling]) if index not in taken else ""
            if column and column not in used:
                taken[index] = Match(index=index, header=header, column=column, how=BY_NAME)
                used.add(column)
    for index, header in enumerate(headers):
        if index not in taken:
            taken[index] = _by_likeness(ledger, index, header, used)
            used.add(taken[index].column)
    return [taken[i] for i in range(len(headers))]


def missing_columns(ledger: Ledger, matches: Sequence[Match]) -> list[str]:
    """Labels of required columns that no header stands for, not even one that spreads into them."""
    there = {m.column for m in matches}
    for name in list(there):
        there.update(ledger.spreads_into(name))
    return [c.label for c in ledger.columns if c.required and c.name not in there]


def guess_kind(headers: Sequence[str], kinds: Sequence[str] = ()) -> tuple[str, float]:
    """The ledger that these headers fit best, with its score; kind empty when none fits."""
    scored = [
        (score_headers(ledger, headers), ledger.kind)
        for ledger in ledgers()
        if ledger.takes_in and (not kinds or ledger.kind in kinds)
    ]
    points, kind = max(scored, default=(0.0, ""))
    return (kind, points) if points >= 2 else ("", points)


def score_headers(ledger: Ledger, headers: Sequence[str]) -> float:
    """Matched headers, those of required columns double, less what is missing: wider ledgers do not win by width."""
    names = [h for h in headers if h]
    if not names:
        return 0.0
    found = {column for h in names for s in _spellings(h) if (column := _by_name(ledger, s))}
    spread = {into for c in found for into in ledger.spreads_into(c)}
    required = {c.name for c in ledger.columns if c.required}
    have = len(required & (found | spread))
    unknown = sum(1 for h in names if not any(_by_name(ledger, s) for s in _spellings(h)))
    weight = ledger.distinctive & found
    return len(found) + have + 2 * len(weight) - (len(required) - have) * 1.5 - unknown * 0.4


def signature_of(headers: Sequence[str]) -> str:
    """Same header, same signature: under it a mapping is remembered."""
    return hashlib.sha256("\x1f".join(word_key(h) for h in headers).encode()).hexdigest()


@lru_cache(maxsize=4096)
def _spellings(header: str) -> tuple[str, ...]:
    """The header as a whole; without its brackets; its two lowest levels, and its lowest alone, where it has several."""
    plain = re.sub(r"^[*※\s]+|[*※\s]+$", "", header)
    levels = plain.split("-")
    two, child = ("-".join(levels[-2:]) if len(levels) > 2 else ""), (levels[-1] if len(levels) > 1 else "")
    return tuple(map(word_key, (plain, without_brackets(plain), without_brackets(two), without_brackets(child))))


def _by_name(ledger: Ledger, key: str) -> str:
    return ledger.names.get(key, "") if key else ""


def _by_likeness(ledger: Ledger, index: int, header: str, used: set[str]) -> Match:
    key = _spellings(header)[1]
    free = {k: c for k, c in ledger.names.items() if c not in used}
    if len(key) < 2 or not free or key in ledger.ignored:
        return Match(index=index, header=header)
    near = process.extract(key, list(free), scorer=fuzz.ratio, limit=8, score_cutoff=POSSIBLE)
    columns = list(dict.fromkeys(free[name] for name, _, _ in near))
    likely = [free[name] for name, points, _ in near if points >= LIKELY]
    sure = likely[0] if likely and len(set(likely)) == 1 else ""
    return Match(
        index=index, header=header, column=sure, how=BY_LIKENESS if sure else "", suggestions=tuple(columns[:3])
    )
