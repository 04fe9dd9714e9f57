"""Reading the criteria: which edition governs a day, its clauses, one clause, how to cite it."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from zhiben.domains.criteria.labels import clause_label, clause_of
from zhiben.domains.criteria.models import Category, Clause, Edition, FindingKind
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.base.text import plain_text

AS_WRITTEN: Final = str.maketrans("()．－", "（）.-")  # how brackets, points and dashes stand in our texts and codes


def edition_on(day: date) -> Edition | None:
    """The edition in force that day; None before the first one."""
    return Edition.objects.in_force(day).first()


def editions() -> list[Edition]:
    """All editions, the newest first."""
    return list(Edition.objects.order_by("-valid_from"))


def categories_of(edition: str) -> list[Category]:
    """Categories of an edition, in the order of its articles."""
    return list(Category.objects.filter(edition=edition).order_by("article"))


def clauses_of(edition: str, category: str | None = None, q: str = "") -> QuerySet[Clause]:
    """Clauses of one edition, whether in force or not; otherwise like ``clauses_on``."""
    return _narrowed(Clause.objects.filter(edition=edition), category, q)


def clauses_on(day: date, category: str | None = None, q: str = "") -> QuerySet[Clause]:
    """Clauses in force that day, in the order of the document; ``category`` is its key or name."""
    governing = Edition.objects.in_force(day).values("pk")
    return _narrowed(Clause.objects.filter(edition__in=governing), category, q)


def matching(clauses: QuerySet[Clause], q: str) -> QuerySet[Clause]:
    """Those in which every word of ``q`` occurs: in title, text, category, article, code or as pinyin initials."""
    for word in searched_words(q):
        clauses = clauses.filter(
            Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(category__name__icontains=word)
            | Q(label__contains=word)
            | Q(code__icontains=word)
            | Q(initials__contains=word.lower())
        )
    return clauses


def searched_words(q: str) -> list[str]:
    """The words of a search, each of which has to occur; at most five."""
    return plain_text(q).translate(AS_WRITTEN).replace("\x00", "").split()[:5]


def clauses_named(codes: Iterable[str]) -> list[Clause]:
    """Those of the codes that exist, with edition and category."""
    return list(Clause.objects.filter(pk__in=list(codes)).select_related("edition", "category").order_by("pk"))


def clause(code: str) -> Clause:
    """One clause with its edition and category. Raises NotVisible when there is none of that code."""
    found = _find(code)
    if found is None:
        raise NotVisible("判定标准里没有这个条款")
    return found


def clause_in_force(code: str, *, on: date) -> bool:
    """Whether the clause (or one of its 目) belongs to the edition in force that day. False for unknown codes."""
    found = _find(code)
    return found is not None and _knows(found, code) and found.edition.covers(on)


def cite(code: str) -> str:
    """“建质规〔2024〕5号第五条第（四）项”; empty for an empty or unknown code."""
    found = _find(code)
    if found is None or not _knows(found, code):
        return ""
    return f"{found.edition.doc_no}{clause_label(code)}"


def _narrowed(rows: QuerySet[Clause], category: str | None, q: str) -> QuerySet[Clause]:
    rows = rows.select_related("edition", "category").order_by("position")
    if category:
        rows = rows.filter(Q(category__key=category) | Q(category__name=category))
    return matching(rows, q)


def _find(code: str) -> Clause | None:
    if not code:
        return None
    return Clause.objects.select_related("edition", "category").filter(pk=clause_of(code)).first()


def _knows(found: Clause, code: str) -> bool:
    return code == found.code or any(item["code"] == code for item in found.sub_items)


def category_names() -> dict[str, str]:
    """What a hazard's category is called, by everything it may be written as: ``crane``, ``2024-8``, 起重机械, 暗挖工程.

    One kind of work keeps one name over all editions: the newest. Two queries.
    """
    newest: dict[str, str] = {}
    written: dict[str, str] = {}
    rows = Category.objects.order_by("-edition__valid_from", "article").values_list("key", "name", "edition", "article")
    for key, name, edition, article in rows:
        kind = newest.setdefault(key, name)
        written |= {f"{edition}-{article}": kind, key: kind, name: kind}
    for key, name in FindingKind.objects.values_list("key", "name"):
        written |= {key: newest.get(key, name), name: newest.get(key, name)}
    for name, kind in list(written.items()):
        written.setdefault(name.removesuffix("工程").removesuffix("作业"), kind)
    return written
