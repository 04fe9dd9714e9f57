"""Reading the criteria: which edition governs a day, its clauses, one clause, how to cite it."""

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from zhiben.domains.criteria.labels import clause_label, clause_of
from zhiben.domains.criteria.models import Clause, Edition
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.base.text import plain_text

WIDE_BRACKETS: Final = str.maketrans("()", "（）")  # as articles are written; searches arrive half-width


def edition_on(day: date) -> Edition | None:
    """The edition in force that day; None before the first one."""
    return Edition.objects.in_force(day).first()


def clauses_on(day: date, category: str | None = None, q: str = "") -> QuerySet[Clause]:
    """Clauses in force that day, in the order of the document; ``category`` is its key or name."""
    governing = Edition.objects.in_force(day).values("pk")
    found = Clause.objects.filter(edition__in=governing).select_related("edition", "category").order_by("position")
    if category:
        found = found.filter(Q(category__key=category) | Q(category__name=category))
    return matching(found, q)


def matching(clauses: QuerySet[Clause], q: str) -> QuerySet[Clause]:
    """Those in which every word of ``q`` occurs: in title, text, category, article, code or as pinyin initials."""
    for word in plain_text(q).split():
        clauses = clauses.filter(
            Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(category__name__icontains=word)
            | Q(label__contains=word.translate(WIDE_BRACKETS))
            | Q(code__icontains=word)
            | Q(initials__contains=word.lower())
        )
    return clauses


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


def _find(code: str) -> Clause | None:
    if not code:
        return None
    return Clause.objects.select_related("edition", "category").filter(pk=clause_of(code)).first()


def _knows(found: Clause, code: str) -> bool:
    return code == found.code or any(item["code"] == code for item in found.sub_items)
