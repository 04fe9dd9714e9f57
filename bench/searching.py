"""What looking something up costs: by a part of a name, by initials, by codes, by a person's name."""

from statistics import median
from typing import Any, Final
from urllib.parse import quote

import psycopg
from pypinyin import Style, lazy_pinyin

from bench.bed import Bed
from bench.ceilings import empty_page
from bench.crowd import Visit
from bench.measure import Figure, milliseconds
from bench.pages import KINDS, LEVELS, Kind, alone, within
from bench.visiting import ROW as HIT
from bench.visiting import CannotMeasure, Visitor

LOOKUP_IS: Final = "空页面加只在索引里查同样的词"
ONE_PROJECT: Final = "select name, supervise_no from projects_project where {within} order by md5(id::text) limit 1"
ONE_HAZARD: Final = "select number from hazards_hazard where {within} and number <> '' order by id desc limit 1"
ONE_PERSON: Final = "select name from people_person order by id desc limit 1"
ONE_ENTERPRISE: Final = "select name from enterprises_enterprise order by id desc limit 1"
LOOKUP: Final = "select count(*) from (select from search_searchdocument where tokens @> %s limit 1000) found"


def texts(bed: Bed, account: str) -> dict[str, str]:
    """What somebody types, by what it is: all of it names something this account may see."""
    where, values = within(bed, account)
    project, supervise_no = map(str, _one(bed, ONE_PROJECT.format(within=where), *values))
    return {
        "name": project[3:9], "whole": project, "initials": "".join(lazy_pinyin(project[:4], style=Style.FIRST_LETTER)),
        "code": supervise_no, "number": str(_one(bed, ONE_HAZARD.format(within=where), *values)[0]),
        "person": str(_one(bed, ONE_PERSON)[0]), "enterprise": str(_one(bed, ONE_ENTERPRISE)[0])[2:6],
    }  # fmt: skip


def find(bed: Bed, account: str, visitor: Visitor) -> list[Visit]:
    found = []
    for name, text in texts(bed, account).items():
        if text:
            found.append(Visit(name=f"search-{name}", path=f"/search?q={quote(text)}", must=_first_hit(visitor, text)))
    return found


SEARCH: Final = Kind("search", "搜索：名称、首字母、编号、姓名等七种轮流", find, 200, 200, alone_on_p95=True)
EVERY: Final = (*KINDS, SEARCH)


def searching(bed: Bed) -> list[Figure]:
    found = []
    for account in LEVELS:
        ceiling = empty_page(bed.platform.port) + _lookup(bed, list(texts(bed, account).values()))
        found += alone(bed, SEARCH.of(bed, account, bed.visitor(account)), ceiling, LOOKUP_IS)
    return found


def _first_hit(visitor: Visitor, text: str) -> str:
    """The page must show what was found there now; finding nothing is a failure, for each of these is there."""
    page = visitor.get(f"/search?q={quote(text)}").decode()
    if hit := HIT.search(page[page.find("<main") :]):
        return hit[0]
    raise CannotMeasure(f"搜索「{text}」什么也没有找到")


def _lookup(bed: Bed, wanted: list[str]) -> float:
    """Milliseconds of the index alone, for the words of these texts, whoever may see what it gives."""
    from zhiben.kernel.search.asking import asks_for
    from zhiben.kernel.search.sources import sources

    asks = [[ask["tokens"] for ask in asks_for(sources(), text, "")] for text in wanted if text]
    with psycopg.connect(bed.url) as connection:

        def look(tokens: list[Any]) -> None:
            for some in tokens:
                connection.execute(LOOKUP, [some]).fetchall()

        return median(one for tokens in asks for one in milliseconds(lambda t=tokens: look(t), 5))  # type: ignore[misc]


def _one(bed: Bed, query: str, *values: Any) -> tuple[Any, ...]:
    found = bed.read(query, *values)
    if not found:
        raise CannotMeasure("没有可以搜索的记录")
    return found[0]
