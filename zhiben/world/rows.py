"""Rows of cases as they pile up while the stories are told, and their numbers once all are told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from zhiben.registry.agencies.models import Officer
from zhiben.world.registers import Site
from zhiben.world.walking import Walk


@dataclass
class Rows:
    hazards: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    officers: list[dict[str, Any]] = field(default_factory=list)
    moves: list[dict[str, Any]] = field(default_factory=list)
    parties: list[dict[str, Any]] = field(default_factory=list)
    cases: dict[type[models.Model], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add_case(self, row: dict[str, Any], walk: Walk, parties: Iterable[tuple[str, Any, str]] = ()) -> dict[str, Any]:
        """Whatever hangs on a hazard: one row of its own table, with its history and parties."""
        whole = {**row, "id": walk.case_id, **walk.columns(), "backfilled": False, "silent": False}
        self.cases[walk.flow.model].append(whole)
        self._add_history(walk, parties)
        return whole

    def add_row(self, model: type[models.Model], **row: Any) -> None:
        """A row that is no case."""
        self.cases[model].append(row)

    def add_hazard(self, row: dict[str, Any], walk: Walk, site: Site) -> dict[str, Any]:
        """The row as it will be written, for stories that go on with it."""
        whole = {**row, **walk.columns()}
        self.hazards.append(whole)
        self._add_history(walk, parties_of(site))
        return whole

    def add_notice(self, row: dict[str, Any], walk: Walk, site: Site, officers: Sequence[Officer]) -> None:
        self.notices.append({**row, **walk.columns(), "backfilled": False, "silent": False})
        for position, officer in enumerate(officers, 1):
            self.officers.append({
                "notice": row["id"], "position": position, "officer_id": officer.pk, "user_id": officer.user_id,
                "name": officer.name, "certificate_no": officer.certificate_no,
            })  # fmt: skip
        self._add_history(walk, parties_of(site, officers))

    def _add_history(self, walk: Walk, parties: Iterable[tuple[str, Any, str]]) -> None:
        self.moves += walk.moves
        for kind, subject, role in parties:
            self.parties.append({
                "flow": walk.flow.code, "case_id": walk.case_id, "kind": kind, "subject_id": subject, "role": role,
            })  # fmt: skip

    def give_numbers(self, prefix: str, shorts: dict[str, str], template: str) -> list[tuple[str, int, int, Any, Any]]:
        """Number notices in the order they were signed, hazards by project and day. Returns the numbers given out."""
        given = []
        counts: dict[tuple[str, int], int] = defaultdict(int)
        signed = {m["case_id"]: m for m in self.moves if m["action"] == "sign"}
        for row in sorted(
            (n for n in self.notices if n["id"] in signed), key=lambda n: (signed[n["id"]]["at"], n["id"])
        ):
            move = signed[row["id"]]
            key = (row["kind"], row["issued_on"].year)
            counts[key] += 1
            row["number"] = template.format(prefix=prefix, kind_short=shorts[row["kind"]], year=key[1], seq=counts[key])
            move["inputs"]["number"] = row["number"]
            given.append((row["kind"], key[1], counts[key], row["id"], move["at"]))
        self._number_orders()
        return given

    def _number_orders(self) -> None:
        numbers = {n["id"]: n["number"] for n in self.notices}
        of_hazard = {h["id"]: numbers.get(h["notice"], "") for h in self.hazards}
        for move in self.moves:
            if move["action"] == "order_by_notice":
                move["inputs"]["number"] = of_hazard[move["case_id"]]

    def number_hazards(self, codes: dict[Any, str]) -> None:
        counts: dict[tuple[Any, Any], int] = defaultdict(int)
        for row in sorted(self.hazards, key=lambda h: (h["found_on"], h["id"])):
            key = (row["project"], row["found_on"])
            counts[key] += 1
            row["number"] = f"{codes[row['project']]}-YH-{row['found_on']:%Y%m%d}-{counts[key]:04d}"


def parties_of(site: Site, officers: Sequence[Officer] = ()) -> Iterator[tuple[str, Any, str]]:
    yield "project", site.id, "site"
    for role, (enterprise, _) in site.parties.items():
        yield "enterprise", enterprise, role
    for officer in officers:
        if officer.user_id:
            yield "user", officer.user_id, "officer"
