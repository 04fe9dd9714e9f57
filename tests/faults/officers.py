"""An officer who takes hazards from the finding to the closure, and writes down every answer that was a yes."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Lock, Thread
from typing import Any, Final

from tests.faults.calls import Answer, Caller
from zhiben.domains.hazards.tests.factories import photo_bytes
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.ids import new_id

STEPS: Final = ("open", "order", "submit", "close")
STATES: Final = {"open": "CONFIRMED", "order": "RECTIFYING", "submit": "SUBMITTED", "close": "CLOSED"}
PATIENCE: Final = 30.0


@dataclass
class Account:
    """What was said yes to. ``begun``: everything ever sent, whatever came back."""

    steps: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
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
            return sum(map(len, self.steps.values())) + len(self.files)


class Officer(Thread):
    """Each write is sent again under the same key until somebody answers: it must count once."""

    def __init__(self, caller: Caller, projects: list[str], account: Account) -> None:
        super().__init__(daemon=True)
        self.caller, self.projects, self.account = caller, projects, account
        self.stopping = Event()
        self.photo = photo_bytes("after", (320, 240))

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
