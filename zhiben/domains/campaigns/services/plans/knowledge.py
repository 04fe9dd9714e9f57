"""What a plan may name: the ledger's clauses and capabilities, indicators, divisions, values of parameters."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import yaml
from django.conf import settings

from zhiben.domains.campaigns.services.plans.declaration import ParameterUse
from zhiben.kernel.indicators.declarations import indicators
from zhiben.kernel.parameters.models import Parameter

FOLDER: Final = settings.ROOT / "plans"
CITED: Final = re.compile(r"(?P<document>[a-z]+-\d{4})/(?P<clauses>[\w.\-]+(?:、[\w.\-]+)*)")


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """``asks``: by document, what each clause asks. ``capabilities`` and ``indicators``: key → name."""

    asks: Mapping[str, Mapping[str, str]]
    capabilities: Mapping[str, str]
    indicators: Mapping[str, str]


@lru_cache(maxsize=1)
def ledger() -> Ledger:
    text = (FOLDER / "ledger.yaml").read_text("utf-8")
    said = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both safe
    return Ledger(
        asks=_asks(said), capabilities={c["key"]: c["name_zh"] for c in said["capabilities"]},
        indicators={i["key"]: i["name_zh"] for i in said["indicators"]},
    )  # fmt: skip


def _asks(said: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    asks: dict[str, dict[str, str]] = {d["key"]: {} for d in said["documents"]}
    for clause in said["clauses"]:
        document, _, number = clause["id"].partition("/")
        asks[document][number] = clause["ask"]
    return asks


def known_indicators() -> dict[str, str]:
    """Key → name: those of the documents, and those the platform counts besides."""
    return {**ledger().indicators, **{one.key: one.label for one in indicators() if one.listed}}


def values_in_use(uses: Iterable[ParameterUse]) -> dict[tuple[str, str], set[str]]:
    """The values of these parameters, by key and division → the clauses their rows name, as ``document/number``."""
    found: dict[tuple[str, str], set[str]] = {}
    rows = Parameter.objects.filter(key__in={use.key for use in uses})
    for key, division, source, note in rows.values_list("key", "division_code", "source", "note"):
        found.setdefault((key, division), set()).update(clauses_named(f"{source} {note}"))
    return found


def clauses_named(text: str) -> Iterator[str]:
    """``条款 hainan-2023/2.1.2a、2.2.2c`` → both of them."""
    for found in CITED.finditer(text):
        yield from (f"{found['document']}/{number}" for number in found["clauses"].split("、"))
