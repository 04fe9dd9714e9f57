"""Whether an agency reviews and signs its notices is the agency's own rule; the table asks here."""

from zhiben.domains.hazards.models import Notice
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.workflow.definition import Inputs
from zhiben.registry.agencies.public import agency


def needs_review(notice: Notice, given: Inputs) -> None:
    if not agency(notice.agency_id).review_required:
        raise WrongState("本机关文书不经审核，请直接送签发或下达")


def needs_no_review(notice: Notice, given: Inputs) -> None:
    if agency(notice.agency_id).review_required:
        raise WrongState("本机关文书要先审核")


def needs_signature(notice: Notice, given: Inputs) -> None:
    if not agency(notice.agency_id).sign_required:
        raise WrongState("本机关文书不经负责人签发，请直接下达")


def needs_no_signature(notice: Notice, given: Inputs) -> None:
    if agency(notice.agency_id).sign_required:
        raise WrongState("本机关文书要经负责人签发")
