"""Moments that others tell us: without a time zone they are China's, and they are moments that somebody lived."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from zhiben.kernel.base.clock import CHINA

YEARS: Final = (1990, 2200)


def _in_china(said: datetime) -> datetime:
    if not YEARS[0] <= said.year <= YEARS[1]:
        raise PydanticCustomError("datetime_parsing", "not a moment anybody can mean")
    return said if said.tzinfo else said.replace(tzinfo=CHINA)


Moment = Annotated[datetime, AfterValidator(_in_china)]
