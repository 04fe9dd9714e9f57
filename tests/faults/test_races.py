"""Many at once over sockets: one wins, the others are told who did; a request sent eight times counts once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from tests.faults.books import Books
from tests.faults.calls import Answer, Caller
from tests.faults.platform import Platform
from tests.faults.population import Population
from zhiben.domains.hazards.tests.factories import photo_bytes
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.ids import new_id

pytestmark = pytest.mark.slow
MANY = 16


def at_once(calls: list[Callable[[], Answer]]) -> list[Answer]:
    """All of them wait for each other, then go."""
    start = Barrier(len(calls))

    def go(call: Callable[[], Answer]) -> Answer:
        start.wait(30)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(go, calls))


@pytest.fixture
def officers(platform: Platform, population: Population) -> list[Caller]:
    return [Caller(platform.port, token) for token in population.officers[:MANY]]


@pytest.fixture
def books(platform: Platform) -> Books:
    return Books(platform.server.url(user="postgres"))


def submitted(officer: Caller, project: str) -> str:
    """A hazard that waits for its re-check."""
    hazard, day = str(new_id()), today()
    due = (day + timedelta(days=7)).isoformat()
    photo = officer.upload("/files", photo_bytes("after", (320, 240)), "a.jpg", "image/jpeg").body["id"]
    found = {"id": hazard, "project_id": project, "found_on": day.isoformat(), "description": "临边防护缺失"}
    assert officer.post("/hazards", found).is_done
    ordered = {"deadline_on": due, "responsible_person": "吴大山", "measure": "恢复防护"}
    assert officer.post(f"/hazards/{hazard}/actions/order", ordered).is_done
    result = {"result": "已恢复", "after_photos": [photo], "on_behalf_of": "吴大山"}
    assert officer.post(f"/hazards/{hazard}/actions/submit", result).is_done
    return hazard


def test_sixteen_close_one_hazard_and_one_wins(
    officers: list[Caller], population: Population, books: Books
) -> None:  # fmt: skip
    hazard = submitted(officers[0], population.projects[0])
    names = [officer.get("/me").body["name"] for officer in officers]

    answers = at_once(
        [
            lambda o=officer: o.post(f"/hazards/{hazard}/actions/close", {"conclusion": "合格"}, timeout=60)  # type: ignore[misc]
            for officer in officers
        ]
    )

    winners = [n for n, answer in enumerate(answers) if answer.is_done]
    assert len(winners) == 1
    losers = [answer for answer in answers if not answer.is_done]
    assert {answer.status for answer in losers} == {409}
    said = {answer.body["detail"] for answer in losers}
    assert all(f"{names[winners[0]]}已于" in sentence and "销号" in sentence for sentence in said), said
    assert books.one("select count(*) from workflow_casemove where case_id = %s and action = 'close'", hazard) == 1
    assert books.contradictions() == {}


def test_closing_and_returning_at_once_leaves_one_of_them(
    officers: list[Caller], population: Population, books: Books
) -> None:  # fmt: skip
    hazard = submitted(officers[0], population.projects[1])
    back = {"reason": "不牢", "deadline_on": (today() + timedelta(days=9)).isoformat()}
    calls: list[Callable[[], Answer]] = [
        lambda o=officer, n=n: (  # type: ignore[misc]
            o.post(f"/hazards/{hazard}/actions/close", {"conclusion": "合格"}, timeout=60)
            if n % 2
            else o.post(f"/hazards/{hazard}/actions/return", back, timeout=60)
        )
        for n, officer in enumerate(officers)
    ]
    answers = at_once(calls)
    assert sorted(answer.status for answer in answers) == [200] + [409] * (MANY - 1)
    assert books.contradictions() == {}


def test_the_same_key_eight_times_makes_one_record(
    officers: list[Caller], population: Population, books: Books
) -> None:  # fmt: skip
    officer, key = officers[0], f"eight-{new_id()}"
    words = f"配电箱未上锁{key}"
    found = {"project_id": population.projects[0], "found_on": today().isoformat(), "description": words}

    answers = at_once([lambda: officer.post("/hazards", found, key=key, timeout=60) for _ in range(8)])

    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["id"] for answer in answers}) == 1
    assert books.one("select count(*) from hazards_hazard where description = %s", words) == 1
    other = officer.post("/hazards", {**found, "description": "另一件事"}, key=key)
    assert other.status == 422
