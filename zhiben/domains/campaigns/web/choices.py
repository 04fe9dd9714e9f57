"""The divisions offered on a report page."""

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.indicators.areas import NATION_NAME, Area
from zhiben.kernel.indicators.snapshots import NATION
from zhiben.kernel.ui.lists.divisions import DivisionChoice, division_source


def division_choices(area: Area, actor: Actor) -> tuple[list[DivisionChoice], list[DivisionChoice]]:
    """From the actor's own division down to the chosen one, and what stands below that."""
    source = division_source()
    if source is None:
        return [], []
    chain = list(source.chain(area.code)) if area.level != "nation" else []
    own = actor.division_code
    start = next((i for i, one in enumerate(chain) if one.code == own), 0)
    above = chain[start:] if own else [DivisionChoice(NATION, NATION_NAME, "nation"), *chain]
    return above, list(source.children(area.code))
