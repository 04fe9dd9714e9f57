"""Who is acting, as what. An ``Actor`` is a value: made once per request, job or command and passed to every verb."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.access.terms import REGULATORS, ReachKind, Role

DIVISION_COLUMNS: Final = {"province": "province", "city": "city", "county": "county", "zone": "county"}


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One person under one grant ("以何身份").

    ``reach_id`` is the id of the agency, enterprise or project; ``path`` and ``level`` are those of the agency's
    division (``"35.3501.350102."``, ``"county"``). ``via`` says which door was used and goes into the audit.
    """

    user_id: UUID | None = None
    grant_id: UUID | None = None
    name: str
    role: Role
    reach: ReachKind = ReachKind.NONE
    reach_id: UUID | None = None
    reach_name: str = ""
    path: str = ""
    level: str = ""
    via: str = "web"

    @property
    def is_regulator(self) -> bool:
        return self.role in REGULATORS and self.reach == ReachKind.AGENCY

    @property
    def is_system(self) -> bool:
        return self.reach == ReachKind.ALL

    @property
    def division_code(self) -> str:
        """Code of the actor's division, empty for the nation and for those who have none."""
        return self.path.rstrip(".").rpartition(".")[2].ljust(6, "0") if self.path else ""

    @property
    def party_key(self) -> str:
        """How ``case_party`` names this actor's reach: ``"project:0198…"``; empty for regulators."""
        if self.reach in (ReachKind.ENTERPRISE, ReachKind.PROJECT):
            return f"{self.reach.value}:{self.reach_id}"
        return ""


def system_actor(via: str = "job") -> Actor:
    """The platform itself: imports, sweeps, jobs. It sees everything and is named 系统 in every history."""
    return Actor(name="系统", role=Role.SYSTEM, reach=ReachKind.ALL, via=via)


NOBODY: Final = Actor(name="", role=Role.LINK_HOLDER, reach=ReachKind.NONE)


def plain_actor(actor: Actor) -> dict[str, Any]:
    """As JSON holds it: who asked for work that is done later."""
    return {k: str(v) if isinstance(v, UUID) else v for k, v in asdict(actor).items()}


def actor_again(kept: Mapping[str, Any]) -> Actor:
    """The one who asked, as they were then: jobs work under their bounds."""
    ids = {key: UUID(kept[key]) if kept[key] else None for key in ("user_id", "grant_id", "reach_id")}
    return Actor(**{**kept, **ids, "role": Role(kept["role"]), "reach": ReachKind(kept["reach"])})
