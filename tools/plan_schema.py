"""Writes ``plans/schema.json`` from the declaration of the plan format. A test fails when it is not up to date."""

import json
import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.conf.settings")
    import django

    django.setup()
    from zhiben.domains.campaigns.services.plans.declaration import schema
    from zhiben.domains.campaigns.services.plans.knowledge import FOLDER

    (FOLDER / "schema.json").write_text(json.dumps(schema(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
