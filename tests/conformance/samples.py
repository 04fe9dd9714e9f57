"""For each list: how to make rows a given actor sees, and rows they must not see. Filled in beside the lists."""

from collections.abc import Callable
from dataclasses import dataclass

from zhiben.kernel.access.models import Grant


@dataclass(frozen=True, kw_only=True)
class Sample:
    """``grant`` makes somebody who may open the list; ``mine`` makes so many rows they see and returns words of one;
    ``others`` makes a row of another division (None: an open registry) and returns words that must not show."""

    grant: Callable[[], Grant]
    mine: Callable[[Grant, int], str]
    others: Callable[[], str] | None = None


samples: dict[str, Sample] = {}
