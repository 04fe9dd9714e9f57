"""Who acts in the stories, and the columns all of their rows share: blanks that every case fills in for itself."""

from typing import Any, Final

from zhiben.kernel.access.terms import Role
from zhiben.world.bulk.sheets import blank, raw
from zhiben.world.walking import Person

AGENCY: Final = blank("agency_name")
LEADER: Final = Person(name=blank("leader"), role=Role.LEADER, reach_name=AGENCY, user_id=blank("leader_id"))
OFFICER: Final = Person(name=blank("by"), role=Role.INSPECTOR, reach_name=AGENCY, user_id=blank("by_id"))
CLERK: Final = Person(name=blank("clerk"), role=Role.CLERK, reach_name=AGENCY, user_id=blank("clerk_id"))
MANAGER: Final = Person(name=blank("manager"), role=Role.SITE_MANAGER, reach_name=blank("site_name"))
SAFETY: Final = Person(name=blank("safety"), role=Role.SAFETY_OFFICER, reach_name=blank("site_name"))
SYSTEM: Final = Person(name="系统", role=Role.SYSTEM, reach_name="")
COLUMNS: Final = {
    "agency_id": blank("agency"), "scope": blank("scope"), "place": blank("place"), "province": blank("province"),
    "city": blank("city"), "county": blank("county"), "where_name": blank("site_name"),
}  # fmt: skip
# Project and enterprises: the same for every case of a site.
PARTIES: Final = (
    ("project", "site", "site"),
    *(("enterprise", f"e_{role}", role) for role in ("owner", "contractor", "consultant", "surveyor", "designer")),
)
WITH_OFFICER: Final = (*PARTIES, ("user", "by_id", "officer"))


def chosen(day: str) -> dict[str, Any]:
    """The rule of a deadline that somebody set."""
    return {"by": "day", "day": blank(day)}


def counted(parameter: str, since: str, number: str, provisional: str) -> dict[str, Any]:
    """The rule of a deadline in working days."""
    return {"by": "working_days", "from": blank(since), "n": raw(number), "parameter": parameter,
            "provisional": raw(provisional)}  # fmt: skip
