"""Every idea of the registries and the domains has its pair of words in docs/glossary.md."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import TextChoices

import zhiben.domains
import zhiben.registry

ROOMS = ("zhiben.registry.", "zhiben.domains.")
ROW = re.compile(r"^\| *(?P<term>[^|]+?) *\| *(?P<identifier>[^|]+?) *\|")


def written() -> set[tuple[str, str]]:
    """Pairs of term and identifier."""
    text = (settings.ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = (ROW.match(line) for line in text.splitlines())
    return {(row["term"], row["identifier"].strip("`")) for row in rows if row}


def _name(kind: type) -> str:
    """Package and class: ``hazards.Level`` and ``agencies.Level`` are two things."""
    return f"{kind.__module__.split('.')[2]}.{kind.__name__}"


def models() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        if model.__module__.startswith(ROOMS) and not hasattr(model, "pgh_tracked_model"):
            yield str(model._meta.verbose_name), _name(model)


def choices() -> Iterator[tuple[str, str]]:
    for package in (zhiben.registry, zhiben.domains):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.rpartition(".")[2] in ("terms", "models"):
                import_module(found.name)
    for kind in sorted(TextChoices.__subclasses__(), key=lambda one: (one.__module__, one.__qualname__)):
        if kind.__module__.startswith(ROOMS) and ".tests." not in kind.__module__:
            yield from ((str(one.label), f"{_name(kind)}.{one.value}") for one in kind)


def missing(pairs: Iterator[tuple[str, str]]) -> str:
    """Rows to be added, ready to paste."""
    known = written()
    return "\n".join(f"| {term} | `{identifier}` | |" for term, identifier in pairs if (term, identifier) not in known)


@pytest.mark.parametrize("pairs", [models, choices])
def test_every_idea_has_its_words(pairs: object) -> None:
    rows = missing(pairs())  # type: ignore[operator]
    assert not rows, f"\nadd to docs/glossary.md:\n{rows}"


def test_no_identifier_stands_for_two_terms() -> None:
    seen: dict[str, str] = {}
    twice = [f"{i}: {seen[i]} / {t}" for t, i in sorted(written()) if seen.setdefault(i, t) != t]
    assert twice == []
