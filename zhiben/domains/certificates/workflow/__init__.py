"""The tables of what may be decided about certificates."""

from typing import Any, Final

from zhiben.domains.certificates.workflow.certificate import CERTIFICATE_FLOW
from zhiben.domains.certificates.workflow.request import ASK_CLOCK, REQUEST_FLOW
from zhiben.kernel.workflow.definition import Workflow

FLOWS: Final[tuple[Workflow[Any], ...]] = (CERTIFICATE_FLOW, REQUEST_FLOW)

__all__ = ["ASK_CLOCK", "CERTIFICATE_FLOW", "FLOWS", "REQUEST_FLOW"]
