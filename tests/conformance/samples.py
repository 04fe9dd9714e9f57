"""For each list: how to make rows a given actor sees, and rows they must not see. Filled in beside the lists."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.models import Suggestion
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.agencies.models import Agency, Division

HERE: Final = "350102"
ELSEWHERE: Final = "350103"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """``mine`` makes so many rows this person sees and returns words of one of them; ``others`` makes a row of another
    division (None: an open registry) and returns words that must not show; ``holds``: rows that are always there."""

    mine: Callable[[Grant, int], str]
    others: Callable[[], str] | None = None
    grant: Callable[[], Grant] = lambda: make_person(f"who-{new_id()}")
    holds: int = 0


def put_agencies(grant: Grant, number: int, code: str = HERE, name: str = "青峦监督站") -> str:
    path = Division.objects.get(pk=code).path
    numbers = range(Agency.objects.count(), Agency.objects.count() + number)
    Agency.objects.bulk_create(
        Agency(name=f"{name}{n}", name_key=f"{name}{n}", division_id=code, path=path, level="county", kind="station")
        for n in numbers
    )
    return name


def put_zones(grant: Grant, number: int, code: str = HERE, name: str = "滨江功能区") -> str:
    above = Division.objects.get(pk=code)
    held = Division.objects.filter(level="zone").count()
    for n in range(held, held + number):
        own = f"{code[:2]}{9000 + n}"
        Division.objects.create(
            code=own, name=f"{name}{n}", full_name=f"{above.full_name}{name}{n}", level="zone", parent=above,
            path=f"{above.path}{own}.", province=above.province, city=above.city, county=own,
        )  # fmt: skip
    return name


def put_suggestions(grant: Grant, number: int) -> str:
    text = "希望列表能记住我选的列"
    rows = (
        Suggestion(user_id=grant.user_id, who="林晓", page="/hazards/", text=text, made_at=now()) for _ in range(number)
    )
    Suggestion.objects.bulk_create(rows)
    return text


samples: Final[dict[str, Sample]] = {
    "agencies": Sample(
        mine=put_agencies, others=lambda: put_agencies(make_person("elsewhere"), 1, ELSEWHERE, "别区的站")
    ),
    "suggestions": Sample(mine=put_suggestions, grant=lambda: make_person(f"who-{new_id()}", Role.SYSTEM_ADMIN)),
    "divisions": Sample(
        mine=put_zones, others=lambda: put_zones(make_person("elsewhere"), 1, ELSEWHERE, "别区的园"), holds=1
    ),
}
