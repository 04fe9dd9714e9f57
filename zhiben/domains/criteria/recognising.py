"""From what people write in ledgers to a clause: codes, citations in any width and numerals, titles."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from zhiben.domains.criteria.labels import DIGITS
from zhiben.domains.criteria.models import Clause, Edition
from zhiben.kernel.base.text import name_key

NUMBER: Final = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})"
CODE: Final = re.compile(r"(?<!\d)(20\d\d)(?:版-?|-)(\d{1,2})(?:[.·。](\d{1,2}))?(?:[.·。](\d{1,2}))?(?![\d-])")
BARE: Final = re.compile(r"(\d{1,2})[.·。](\d{1,2})(?:[.·。](\d{1,2}))?")
ARTICLE: Final = re.compile(
    rf"第?\(?(?P<article>{NUMBER})\)?条"
    rf"(?:第?\((?P<item>{NUMBER})\)[项款]?|第?(?P<item_too>{NUMBER})[项款])?"
    rf"(?:第?\(?(?P<part>{NUMBER})\)?[目种])?"
)
DOC_NO: Final = re.compile(r"\(\d{4}\)\d+号")
YEAR: Final = re.compile(r"\(?(20\d\d)年?版\)?")
NAME: Final = re.compile(r"《[^》]*判定标准[^》]*》|(?:房屋市政工程)?(?:生产安全)?(?:重大)?(?:事故)?(?:隐患)?判定标准")
FILLER: Final = re.compile(
    r"依据|根据|按照|按|违反|符合|住房城乡建设部|住房和城乡建设部|住建部|建质规|的|[,,、:;()《》]"
)


@dataclass(frozen=True)
class ClauseBook:
    """What can be recognised: read once, used for every row of a ledger."""

    editions: tuple[Edition, ...]
    codes: frozenset[str]
    titles: dict[tuple[str, str], str]

    @classmethod
    def read(cls) -> Self:
        clauses = list(Clause.objects.all())
        parts = {item["code"] for clause in clauses for item in clause.sub_items}
        titles = {
            (clause.edition_id, name_key(said)): clause.code
            for clause in clauses
            for said in (clause.text, clause.title)
        }
        return cls(tuple(Edition.objects.all()), frozenset(parts | {clause.code for clause in clauses}), titles)

    def edition_on(self, day: date) -> str:
        return next((edition.key for edition in self.editions if edition.covers(day)), "")

    def in_force(self, code: str, on: date) -> bool:
        """The same answer as ``clause_in_force``, without a query."""
        key = code.partition("-")[0]
        return code in self.codes and any(edition.key == key and edition.covers(on) for edition in self.editions)


def recognise_clause(text: str, on: date, *, book: ClauseBook | None = None) -> str | None:
    """The code of the clause somebody named; None when it is not one clause of a known edition.

    An edition that is named counts; otherwise it is the one in force on ``on``. Whether the clause applied that day is
    another question: ``clause_in_force``. For many rows read a ``ClauseBook`` once and pass it.
    """
    book = book or ClauseBook.read()
    said = name_key(text)
    code = _by_code(said) or _by_article(said, on, book) or book.titles.get((book.edition_on(on), said), "")
    return code if code in book.codes else None


def _by_code(said: str) -> str:
    found = CODE.search(said)
    return _code(found[1], *found.groups()[1:]) if found else ""


def _by_article(said: str, on: date, book: ClauseBook) -> str:
    bare = BARE.fullmatch(said)
    if bare:
        return _code(book.edition_on(on), *bare.groups())
    found = ARTICLE.search(said)
    if found is None:
        return ""
    edition = _edition_named(said[: found.start()], on, book)
    return _code(edition, found["article"], found["item"] or found["item_too"], found["part"]) if edition else ""


def _edition_named(before: str, on: date, book: ClauseBook) -> str:
    """The edition meant by what stands before 第…条; empty when that names something else."""
    named = {edition.key for edition in book.editions if name_key(edition.doc_no).lstrip("建质规") in before}
    named |= {year for year in YEAR.findall(before) if any(edition.key == year for edition in book.editions)}
    rest = before
    for edition in book.editions:
        rest = rest.replace(name_key(edition.doc_no).lstrip("建质规"), "")
    for known in (NAME, YEAR, FILLER):
        rest = known.sub("", rest)
    if rest or len(named) > 1 or DOC_NO.search(rest):
        return ""
    return named.pop() if named else book.edition_on(on)


def _code(edition: str, article: str, *rest: str | None) -> str:
    numbers = [str(_number(part)) for part in (article, *rest) if part]
    return f"{edition}-{'.'.join(numbers)}"


def _number(text: str) -> int:
    """4, 十, 十七, 二十三 as numbers."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return DIGITS.index(text) if text in DIGITS else 0
    return 10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(ones) if ones else 0)
