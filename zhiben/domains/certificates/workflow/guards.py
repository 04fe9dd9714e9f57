"""Conditions of decisions that roles and states cannot say. Each refuses with a sentence for the user."""

from zhiben.domains.certificates.models import Certificate
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.definition import Inputs


def suspension_in_bounds(case: Certificate, given: Inputs) -> None:
    """As long as the parameters of the place allow; longer ones are no 暂扣 but 吊销."""
    since, until = given["since"], given["until"]
    if until < since:
        raise InvalidInput.of("until", "暂扣止不能早于暂扣起")
    days = (until - since).days + 1
    least = int(value_of("certificates.suspension_least_days", path=case.place, on=since))
    most = int(value_of("certificates.suspension_most_days", path=case.place, on=since))
    if days < least:
        raise InvalidInput.of("until", f"暂扣不得少于 {least} 天")
    if days > most:
        raise InvalidInput.of("until", f"一次暂扣不得超过 {most} 天，超过的应当吊销")


def extension_in_window(case: Certificate, given: Inputs) -> None:
    if case.valid_to is None:
        raise WrongState("这张证照没有有效期，不用延续")
    if given["valid_to"] <= case.valid_to:
        raise InvalidInput.of("valid_to", f"新的有效期止要晚于现在的 {case.valid_to:%Y-%m-%d}")


def something_changes(case: Certificate, given: Inputs) -> None:
    names = ("holder_name", "employer_id", "scope_text")
    if not any(given.get(n) and str(given[n]) != str(getattr(case, n)) for n in names):
        raise InvalidInput.of("holder_name", "没有要变更的内容")


def number_is_free(case: Certificate, given: Inputs) -> None:
    """A settled doubt cannot leave two certificates of one number in force."""
    others = Certificate.objects.filter(kind=case.kind, number_key=case.number_key, doubtful=False, closed_at=None)
    if case.number_key and others.exclude(pk=case.pk).exists():
        raise WrongState(f"编号 {case.number} 已在另一张有效证照上，请先核实那一张")
