"""Every column of the forms offices send each other is taken in, kept in a field that exists, or has a written reason."""

from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings

from zhiben.kernel.papers.ledger import Ledger, ledger_of
from zhiben.kernel.papers.mapping import guess_kind, match_headers, missing_columns

FORMS: list[dict[str, Any]] = yaml.safe_load((settings.ROOT / "criteria" / "forms.yaml").read_text("utf-8"))["forms"]
KEYS = [form["key"] for form in FORMS]
KNOWN = {"column", "field", "lenient", "name", "reason", "required"}


def many(said: Any) -> list[str]:
    return said if isinstance(said, list) else [said] if said else []


def taken_by(ledger: Ledger, header: str) -> set[str]:
    """Columns that a sheet with this heading alone would fill."""
    column = match_headers(ledger, [header])[0].column
    return set(ledger.spreads_into(column)) or ({column} if column else set())


@pytest.mark.parametrize("form", FORMS, ids=KEYS)
def test_every_heading_has_a_place_or_a_reason(form: dict[str, Any]) -> None:
    ledger = ledger_of(form["ledger"])
    for line in form["columns"]:
        assert not set(line) - KNOWN, line
        fields = many(line.get("field"))
        assert bool(fields) != bool(line.get("reason")), f"{line['name']}: a field, or a reason why there is none"
        for path in fields:
            package, model, field = path.split(".")
            apps.get_model(package, model)._meta.get_field(field)
        taken = taken_by(ledger, line["name"])
        assert bool(taken) == bool(fields), f"{line['name']}: the ledger takes {taken}"
        assert set(many(line.get("column"))) <= taken, f"{line['name']}: the ledger takes {taken}"
        if line.get("required") and not line.get("lenient"):
            assert any(ledger.by_name[name].required for name in taken), f"{line['name']} must be filled in"


@pytest.mark.parametrize("form", FORMS, ids=KEYS)
def test_the_printed_form_is_recognised_and_nothing_is_lacking(form: dict[str, Any]) -> None:
    headers = [line["name"] for line in form["columns"]]
    assert guess_kind(headers)[0] == form["ledger"]
    assert missing_columns(ledger_of(form["ledger"]), match_headers(ledger_of(form["ledger"]), headers)) == []
