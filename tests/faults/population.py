"""One station with projects, officers and a token, put into a running platform beside it: ``python -m`` this module."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.platform import clean_environment
from zhiben.kernel.base.launcher.server import ROOT

PROJECTS = 6


@dataclass(frozen=True)
class Population:
    """``officers``: a bearer token each, all of one station. ``projects``: ids of its sites."""

    agency: str
    officers: list[str]
    projects: list[str]
    names: list[str]


def populate(data: Path) -> Population:
    environment = {**clean_environment(), "ZHIBEN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "zhiben.conf.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.population"], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Population(**json.loads(done.stdout.splitlines()[-1]))


def _make() -> dict[str, Any]:
    from zhiben.domains.hazards.tests.factories import SINCE, account, make_site, user_of
    from zhiben.kernel.access.accounts import issue_token
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.access.terms import Role
    from zhiben.kernel.base.clock import now
    from zhiben.registry.projects.public import PartyLine, ProjectFacts, register_project, set_parties
    from zhiben.registry.projects.terms import PartyRole

    site, at = make_site(), now()
    party = [PartyLine(role=PartyRole.CONTRACTOR, enterprise_id=site.contractor.pk)]
    projects = [site.project]
    for number in range(1, PROJECTS):
        facts = ProjectFacts(
            name=f"江滨安置房{number}期", division_code="350102", kind="housing", start_on=SINCE, address="江滨路"
        )
        projects.append(register_project(actor=site.inspector, at=at, facts=facts))
        set_parties(actor=site.inspector, project_id=projects[-1].pk, on=SINCE, at=at, parties=party)
    names = [site.inspector, *(account(f"{n}号监督员", Role.INSPECTOR, site.agency) for n in range(2, 17))]
    names.append(account("许文", Role.CLERK, site.agency))
    tokens = [
        issue_token(actor=system_actor(), username=user_of(actor).username, purpose="故障试验", at=at)
        for actor in names
    ]
    return {
        "agency": str(site.agency.pk), "officers": tokens, "projects": [str(p.pk) for p in projects],
        "names": [p.name for p in projects],
    }  # fmt: skip


def main() -> int:
    print(json.dumps(_make(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    from zhiben.cli.opening import opened

    with opened(Path(os.environ["ZHIBEN_DATA"])):
        from zhiben.cli.acting import run_as_system

        sys.exit(run_as_system(main))
