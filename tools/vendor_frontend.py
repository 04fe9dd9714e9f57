"""Refresh the vendored front-end files from the npm registry. For maintainers: running and testing need no npm.

    python tools/vendor_frontend.py

Unpacks the packages named below, copies the minified files, draws the icon sheet from the icons we use and writes
manifest.json with the hash of every file, which a test compares with what is in the repository.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Final

VENDOR: Final = Path(__file__).resolve().parents[1] / "zhiben/kernel/ui/static/vendor"
PACKAGES: Final = {
    "htmx.org": ("2.0.11", "0BSD", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "licences/htmx.txt"}),
    "@alpinejs/csp": ("3.17.4", "MIT", {"dist/cdn.min.js": "alpine-csp.min.js"}),
    "@tabler/icons": ("3.51.0", "MIT", {"LICENSE": "licences/tabler-icons.txt"}),
    # Lines, bars, tooltip and legend are all we draw: the build called common is two thirds of the whole one.
    "echarts": (
        "6.1.0",
        "Apache-2.0",
        {
            "dist/echarts.common.min.js": "echarts.common.min.js",
            "LICENSE": "licences/echarts.txt",
            "NOTICE": "licences/echarts-notice.txt",
            "licenses/LICENSE-d3": "licences/echarts-d3.txt",
        },
    ),
    # Reads QR codes where the browser has no reader of its own.
    "jsqr": ("1.4.0", "Apache-2.0", {"dist/jsQR.js": "jsqr.js", "LICENSE": "licences/jsqr.txt"}),
    # Checks signatures where the browser does not know Ed25519.
    "@noble/ed25519": ("2.3.0", "MIT", {"index.js": "noble-ed25519.js", "LICENSE": "licences/noble-ed25519.txt"}),
    "leaflet": (
        "1.9.4",
        "BSD-2-Clause",
        {"dist/leaflet.js": "leaflet.js", "dist/leaflet.css": "leaflet.css", "LICENSE": "licences/leaflet.txt"},
    ),
}
ICONS: Final = (  # noqa: SIM905 - a list of ninety words reads better as text
    "home alert-triangle bell list-check building building-skyscraper users user user-circle file-text files "
    "folder clipboard-check clipboard-list search filter download printer plus check x chevron-down chevron-right "
    "chevron-left chevron-up arrow-left arrows-sort sort-ascending sort-descending columns camera photo upload "
    "clock calendar calendar-due map-pin map phone logout key settings shield-check rubber-stamp gavel scale chart-bar "
    "checklist refresh eye eye-off edit trash link external-link qrcode info-circle circle-check circle-x menu-2 "
    "dots-vertical star bookmark history send message player-pause login switch-horizontal table-export flag "
    "layout-rows typography hourglass certificate target book-2 database-import ban thumb-up inbox crane"
).split()
ALPINE_LICENCE: Final = """MIT License

Copyright © 2019-2025 Caleb Porzio and contributors

"""


def fetch(package: str, version: str, folder: Path) -> Path:
    """Download and unpack one package; the registry client checks its integrity."""
    command = ["npm", "pack", f"{package}@{version}", "--silent", "--pack-destination", str(folder)]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
    target = folder / name.removesuffix(".tgz")
    with tarfile.open(folder / name) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def icon_sheet(package: Path) -> str:
    """One SVG with a symbol per icon; pages refer to ``icons.svg#i-home``."""
    symbols = []
    for name in ICONS:
        drawing = (package / f"icons/outline/{name}.svg").read_text()
        inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", drawing)
        paths = "".join(re.findall(r"<(?:path|circle|rect|line|polyline)[^>]*/>", inner))
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{paths}</symbol>')
    attributes = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> None:
    rows = []

    def keep(package: str, version: str, licence: str, path: str, body: bytes) -> None:
        target = VENDOR / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        digest = hashlib.sha256(body).hexdigest()
        rows.append({"package": package, "version": version, "licence": licence, "path": path, "sha256": digest})

    with tempfile.TemporaryDirectory() as temporary:
        for package, (version, licence, files) in PACKAGES.items():
            unpacked = fetch(package, version, Path(temporary))
            for source, path in files.items():
                keep(package, version, licence, path, (unpacked / source).read_bytes())
            if package == "@tabler/icons":
                keep(package, version, licence, "icons.svg", icon_sheet(unpacked).encode())
                terms = (unpacked / "LICENSE").read_text().partition("Permission is")
                text = ALPINE_LICENCE + terms[1] + terms[2]
                keep("@alpinejs/csp", PACKAGES["@alpinejs/csp"][0], "MIT", "licences/alpine.txt", text.encode())
    manifest = json.dumps(sorted(rows, key=lambda row: row["path"]), indent=2, ensure_ascii=False)
    (VENDOR / "manifest.json").write_text(manifest + "\n")


if __name__ == "__main__":
    main()
