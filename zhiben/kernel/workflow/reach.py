"""How an actor stands to a case: own, above, below, sibling agency, party, stranger."""

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachClass, ReachKind
from zhiben.kernel.workflow.models import Case, CaseParty


def reach_class(actor: Actor, case: Case) -> ReachClass:
    """One class per pair. At most one query, for parties."""
    if actor.is_system:
        return ReachClass.OWN
    if actor.reach == ReachKind.AGENCY:
        return _between_agencies(actor, case)
    if actor.party_key and CaseParty.objects.filter(case_id=case.pk, party=actor.party_key).exists():
        return ReachClass.PARTY
    return ReachClass.STRANGER


def _between_agencies(actor: Actor, case: Case) -> ReachClass:
    if actor.reach_id == case.agency_id:
        return ReachClass.OWN
    if actor.path == case.scope:
        return ReachClass.SIBLING
    if case.scope.startswith(actor.path):
        return ReachClass.ABOVE
    if case.place.startswith(actor.path):
        return ReachClass.BELOW
    return ReachClass.STRANGER
