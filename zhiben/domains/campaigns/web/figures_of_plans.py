"""How far a figure is, in words, with the address of what is still missing."""

from dataclasses import dataclass
from typing import Final

from zhiben.domains.campaigns.queries.catalogue import catalogue
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.declarations import indicators
from zhiben.kernel.indicators.queries import Reading
from zhiben.kernel.indicators.terms import Part, Status

TONES: Final = {Status.MET: "green", Status.ON_TRACK: "blue", Status.BEHIND: "orange", Status.MISSED: "red"}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """``value`` is 未采集 where nothing can be counted yet; ``url`` opens the records, those still missing first."""

    label: str
    value: str
    url: str
    status: str
    tone: str


def names_of_indicators() -> dict[str, str]:
    """Key → name, of the documents and of what the platform counts."""
    wanted = catalogue()
    return {**{key: one.name for key, one in wanted.items()}, **{one.key: one.label for one in indicators()}}


def standing(key: str, reading: Reading | None, names: dict[str, str]) -> Standing:
    label = names.get(key, "")
    if reading is None or reading.tally is None:
        return Standing(label=label, value="未采集", url="", status="", tone="")
    return Standing(
        label=label, value=_value(reading), url=_url(reading), status=reading.status.label,
        tone=TONES.get(reading.status, ""),
    )  # fmt: skip


def _value(reading: Reading) -> str:
    if reading.value is None:
        return "无到期"
    if reading.indicator.is_share:
        return f"{reading.value.normalize():f}%"
    return f"{reading.value:,} {reading.indicator.unit}"


def _url(reading: Reading) -> str:
    """A share that is not whole opens what it lacks."""
    tally = reading.tally
    assert tally is not None  # noqa: S101 - the caller has looked
    lacking = reading.indicator.is_share and (tally.denominator or 0) > tally.numerator
    part = Part.REMAINDER if lacking else Part.NUMERATOR
    if not (lacking or tally.numerator):
        return ""
    return address_of(reading.indicator.key, part, reading.question)
