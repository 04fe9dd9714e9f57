"""What every database holds of this package: the working calendar and the values that come with the product."""

from zhiben.kernel.base.clock import now
from zhiben.kernel.parameters.calendar import rebuild_calendar
from zhiben.kernel.parameters.services import load_parameters as load


def load_calendar() -> None:
    rebuild_calendar()


def load_parameters() -> None:
    load(at=now())
