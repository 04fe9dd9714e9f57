"""Which records may hold certain words, told by their documents: a list then looks at those only.

Never one too few: a document holds the words of the texts its record had when it was written, and every record that has
changed since is noted. Who asks compares the texts themselves.
"""

import re
from collections.abc import Sequence
from typing import Final

from django.db import connection

from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.kernel.search.sources import source_of
from zhiben.kernel.search.spelling import asked_words, fold, is_plain
from zhiben.kernel.search.tokens import numbers_of

MOST: Final = 5_000
ASK: Final = "select search_holding(%s::int[], %s::text[], %s::int[], %s::text[], %s)"
# Characters that folding leaves as they are, whatever stands beside them. A letter may become one with an accent that
# follows it, and a code is kept by its beginning only.
STEADY: Final = re.compile(r"[0-9\u3400-\u4dbf\u4e00-\u9fff]")


def holding(kind: str, words: Sequence[str], actor: Actor) -> str | None:
    """Ids, as the database writes an array, among which are all records of this kind that the actor sees and that hold
    every word in one of their texts; None when the documents cannot tell, or only that they are many.

    For kinds that are fed by their own table; for those who see what stands in their division, and all of what stands
    nowhere.
    """
    source, needles = source_of(kind), steady(words)
    if source is None or not needles or not actor.is_regulator:
        return None
    wanted = {word for one in needles for word in asked_words(one)}
    narrow = source.scoped and DIVISION_COLUMNS.get(actor.level, "province") != "province"
    reach = numbers_of(kind, [f"@{actor.division_code}"]) if narrow else []
    topics = [feed.table for feed in source.feeds if not feed.owners]
    with connection.cursor() as cursor:
        cursor.execute(ASK, [numbers_of(kind, sorted(wanted)), needles, reach, topics, MOST])
        found: str | None = cursor.fetchone()[0]
    return found


def steady(words: Sequence[str]) -> list[str]:
    """Those words, folded, that stand in a folded text wherever they stand in the text."""
    folded = [fold(word) for word in words if all(STEADY.match(one) or not fold(one) for one in word)]
    return [one for one in folded if len(one) > 1 and not is_plain(one)]
