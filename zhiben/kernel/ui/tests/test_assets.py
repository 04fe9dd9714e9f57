"""Static files are ours, unchanged, and may be kept for ever under their hashed address."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from django.templatetags.static import static
from django.test import Client

from zhiben.kernel import ui

STATIC = Path(ui.__file__).parent / "static"
MANIFEST = json.loads((STATIC / "vendor/manifest.json").read_text())


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["path"])
def test_vendored_file_is_the_one_that_was_fetched(entry: dict[str, str]) -> None:
    assert hashlib.sha256((STATIC / "vendor" / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]


def test_every_vendored_file_is_in_the_manifest_with_a_licence_we_may_use() -> None:
    present = {str(p.relative_to(STATIC / "vendor")) for p in (STATIC / "vendor").rglob("*") if p.is_file()}
    assert present == {entry["path"] for entry in MANIFEST} | {"manifest.json"}
    assert {entry["licence"] for entry in MANIFEST} <= {
        "MIT",
        "0BSD",
        "ISC",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "Apache-2.0",
    }


def test_hashed_address_may_be_kept_for_ever_and_is_sent_packed() -> None:
    address = static("ui/zhiben.css")
    answer = Client().get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(answer.content) == (STATIC / "ui/zhiben.css").read_bytes()


def test_plain_address_is_asked_again_and_answers_not_modified() -> None:
    client = Client()
    first = client.get("/static/ui/zhiben.js")
    assert first["Cache-Control"] == "public, no-cache"
    assert client.get("/static/ui/zhiben.js", headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["../settings.py", "ui/../../apps.py", "nothing.css", ""])
def test_nothing_outside_the_static_folders_is_served(name: str) -> None:
    assert Client().get(f"/static/{name}").status_code == 404


def test_shell_fits_into_150_kilobytes() -> None:
    files = ("ui/zhiben.css", "ui/zhiben.js", "vendor/htmx.min.js", "vendor/alpine-csp.min.js", "vendor/icons.svg")
    assert sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in files) < 150_000
