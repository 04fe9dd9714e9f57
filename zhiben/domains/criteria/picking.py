"""What a form may offer to choose from on a given day."""

from datetime import date
from itertools import groupby

from zhiben.domains.criteria.proposals import Proposal, general_proposals, proposal_of
from zhiben.domains.criteria.queries import clauses_named, clauses_on


def choices(*, on: date, q: str = "", category: str = "", picked: str = "", general: bool = False) -> list[Proposal]:
    """Clauses in force on ``on`` (or ordinary wordings) that match, with the one already picked in front.

    A picked clause that did not apply that day is not kept: after a change of the day another one has to be chosen.
    """
    if general:
        return general_proposals(category, q)
    found = [proposal_of(row) for row in clauses_on(on, category, q)]
    if picked and picked not in {one.code for one in found}:
        kept = [row for row in clauses_named([picked]) if row.edition.covers(on)]
        found = [*map(proposal_of, kept), *found]
    return found


def picker_groups(
    *, on: date, q: str = "", category: str = "", picked: str = "", general: bool = False
) -> list[tuple[str, list[Proposal]]]:
    """The same under their categories: what the template ``criteria/picker.html`` takes as ``groups``."""
    found = choices(on=on, q=q, category=category, picked=picked, general=general)
    return [(name, list(some)) for name, some in groupby(found, key=lambda one: one.category)]
