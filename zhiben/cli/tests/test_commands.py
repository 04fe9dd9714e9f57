"""The command line: what it offers, what it refuses, what its verbs do."""

import json
from argparse import Namespace

import pytest

from zhiben.cli import main, reaches
from zhiben.cli.commands import accounts as account_commands
from zhiben.cli.main import all_commands
from zhiben.cli.tracing import marks, trace
from zhiben.kernel.access.accounts import issue_token, open_account
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.api.sign_in import grant_of
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState
from zhiben.registry.agencies.models import Agency

COUNTY = "350102"


def test_the_promised_commands_are_there() -> None:
    promised = {"up", "test", "check", "import", "export", "indicators", "trace", "audit", "user", "token", "bundle"}
    assert promised <= {command.name for command in all_commands()}


def test_an_unknown_argument_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["audit", "verify", "--nonsense"])
    assert refused.value.code == 2
    assert "--nonsense" in capsys.readouterr().err


@pytest.mark.django_db
def test_an_account_for_a_division_without_an_agency_makes_its_authority() -> None:
    actor, at = system_actor("command"), now()
    reach = reaches.find_reach(COUNTY, actor=actor, at=at)
    again = reaches.find_reach(COUNTY, actor=actor, at=at)
    assert (reach.kind, reach.level, reach.path) == (ReachKind.AGENCY, "county", "35.3501.350102.")
    assert again.id == reach.id
    assert Agency.objects.filter(division_id=COUNTY).count() == 1


@pytest.mark.django_db
def test_opening_an_account_grants_once_and_is_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    asked = Namespace(name="zhang", role="inspector", reach=COUNTY, full_name="张新")
    assert account_commands.add_user(asked) == 0
    user, grant = User.objects.get(username="zhang"), Grant.objects.get(user__username="zhang")
    password = capsys.readouterr().out.splitlines()[1].split()[1].split("（")[0]
    assert user.check_password(password)
    assert user.must_change_password
    assert (grant.role, grant.path) == (Role.INSPECTOR, "35.3501.350102.")
    assert set(Act.objects.values_list("verb", flat=True)) >= {"account.open", "grant.add"}
    with pytest.raises(WrongState):
        account_commands.add_user(asked)
    assert Grant.objects.filter(user=user).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "reach"), [("nobody", COUNTY), ("inspector", "不存在的项目"), ("system", COUNTY)])
def test_a_wrong_role_or_reach_opens_nothing(role: str, reach: str) -> None:
    with pytest.raises(InvalidInput):
        account_commands.add_user(Namespace(name="li", role=role, reach=reach, full_name=""))
    assert not User.objects.filter(username="li").exists()


@pytest.mark.django_db
def test_a_token_acts_under_its_grant_and_only_its_digest_is_kept() -> None:
    actor, at = system_actor("command"), now()
    reach = reaches.find_reach(COUNTY, actor=actor, at=at)
    open_account(actor=actor, username="wang", role=Role.CLERK, reach=reach, at=at)
    secret = issue_token(actor=actor, username="wang", purpose="测试", at=at)
    found = grant_of(secret, at)
    assert found is not None
    assert found.user.username == "wang"
    assert grant_of(secret + "x", at) is None
    with pytest.raises(NotVisible):
        issue_token(actor=actor, username="nobody", purpose="测试", at=at)


def test_every_clause_is_traced_once_and_no_mark_is_misspelt() -> None:
    rows = trace()
    ids = [row.id for row in rows]
    assert len(ids) == len(set(ids)) == 334
    assert {clause for clause, _ in marks()} <= set(ids)


def test_trace_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {tuple(row) for row in rows} == {("id", "status", "where", "tests")}
    assert {row["status"] for row in rows} <= {"shown", "missing"}
