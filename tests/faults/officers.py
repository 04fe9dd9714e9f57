"""Officers who take hazards to their closure, a clerk who takes ledgers over; every answer that was a yes is noted."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from typing import Any, Final

from bench.books import hazard_rows
from tests.faults.calls import Answer, Caller
from zhiben.domains.hazards.tests.factories import photo_bytes
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.ids import new_id

STEPS: Final = ("open", "order", "submit", "close")
STATES: Final = {"open": "CONFIRMED", "order": "RECTIFYING", "submit": "SUBMITTED", "close": "CLOSED"}
PATIENCE: Final = 30.0
LEDGER_ROWS: Final = 40
MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Account:
    """What was said yes to. ``begun``: everything ever sent, whatever came back."""

    steps: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    ledgers: dict[str, int] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    replayed: int = 0
    refused: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def copy(self) -> dict[str, list[str]]:
        with self.lock:
            return {hazard: list(steps) for hazard, steps in self.steps.items()}

    @property
    def count(self) -> int:
        with self.lock:
            return sum(map(len, self.steps.values())) + len(self.files) + len(self.ledgers)


class Worker(Thread):
    """Each write is sent again under the same key until somebody answers: it must count once."""

    def __init__(self, caller: Caller, projects: list[str], account: Account) -> None:
        super().__init__(daemon=True)
        self.caller, self.projects, self.account = caller, projects, account
        self.stopping = Event()

    def _insist(self, send: Any) -> Answer | None:
        """Until a yes; None when stopped before, or when a plain no came, which is noted."""
        until, tries = time.monotonic() + PATIENCE, 0
        while not (self.stopping.is_set() and tries):
            tries += 1
            try:
                answer: Answer = send()
            except (OSError, ValueError, EOFError) as error:
                failed = repr(error)
            except Exception as error:
                failed = repr(error)
            else:
                if answer.is_done:
                    self.account.replayed += tries > 1
                    return answer
                failed = f"{answer.status} {answer.body}"
                if answer.status < 500 and answer.status not in (401, 409, 429):
                    break
            if time.monotonic() > until:
                break
            time.sleep(0.05)
        else:
            return None
        with self.account.lock:
            self.account.refused.append(failed)
        return None


class Clerk(Worker):
    """Takes over one ledger after the other. ``projects`` are names."""

    def run(self) -> None:
        turn = 0
        while not self.stopping.is_set():
            turn += 1
            self._one_ledger(f"K{turn:04}-")

    def _one_ledger(self, prefix: str) -> None:
        with TemporaryDirectory() as folder:
            path = hazard_rows(Path(folder) / "台账.xlsx", self.projects, LEDGER_ROWS, place="鼓楼区", prefix=prefix)
            content = path.read_bytes()
        answer = self._insist(
            lambda: self.caller.upload("/imports", content, "ledger.xlsx", MIME, key=prefix, kind="hazards")
        )
        if answer is None:
            return
        with self.account.lock:
            if answer.body["state"] == "DONE":
                self.account.ledgers[prefix] = answer.body["created"]
            else:
                self.account.refused.append(str(answer.body)[:500])


class Officer(Worker):
    """From the finding to the closure, one hazard after the other. ``projects`` are ids."""

    photo = photo_bytes("after", (320, 240))

    def run(self) -> None:
        turn = 0
        while not self.stopping.is_set():
            self._one_hazard(self.projects[turn % len(self.projects)])
            turn += 1

    def _one_hazard(self, project: str) -> None:
        hazard, day = str(new_id()), today()
        with self.account.lock:
            self.account.begun.add(hazard)
        found = {"id": hazard, "project_id": project, "found_on": day.isoformat(), "description": "临边防护缺失"}
        due = (day + timedelta(days=7)).isoformat()
        ordered = {"deadline_on": due, "responsible_person": "吴大山", "measure": "恢复防护"}
        if not (self._step(hazard, "open", "/hazards", found) and self._act(hazard, "order", ordered)):
            return
        photo = self._photo(hazard)
        result = {"result": "已恢复", "after_photos": [photo], "on_behalf_of": "吴大山"}
        if photo and self._act(hazard, "submit", result):
            self._act(hazard, "close", {"conclusion": "合格"})

    def _act(self, hazard: str, step: str, body: dict[str, Any]) -> bool:
        return self._step(hazard, step, f"/hazards/{hazard}/actions/{step}", body)

    def _step(self, hazard: str, step: str, path: str, body: dict[str, Any]) -> bool:
        answer = self._insist(lambda: self.caller.post(path, body, key=f"{hazard}-{step}"))
        if answer is None:
            return False
        with self.account.lock:
            self.account.steps.setdefault(hazard, []).append(step)
        return True

    def _photo(self, hazard: str) -> str:
        key = f"{hazard}-photo"
        answer = self._insist(lambda: self.caller.upload("/files", self.photo, "after.jpg", "image/jpeg", key=key))
        if answer is None:
            return ""
        with self.account.lock:
            self.account.files[answer.body["id"]] = answer.body["sha256"]
        return str(answer.body["id"])
