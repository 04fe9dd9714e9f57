"""Calls of the interface as another program makes them: over a socket, with a bearer token, again with the same key."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

    @property
    def is_done(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Caller:
    port: int
    token: str

    def post(self, path: str, body: Any, *, key: str = "", timeout: float = 10.0) -> Answer:
        return self._send("POST", path, json.dumps(body).encode(), "application/json", key, timeout)

    def upload(
        self, path: str, content: bytes, name: str, mime: str, *, key: str = "", **fields: str
    ) -> Answer:  # fmt: skip
        border = uuid4().hex
        parts = [_part(border, f'name="{field}"', value.encode()) for field, value in fields.items()]
        parts.append(_part(border, f'name="file"; filename="{name}"\r\nContent-Type: {mime}', content))
        body = b"".join(parts) + f"--{border}--\r\n".encode()
        return self._send("POST", path, body, f"multipart/form-data; boundary={border}", key, 30.0)

    def get(self, path: str) -> Answer:
        return self._send("GET", path, b"", "", "", 10.0)

    def _send(self, method: str, path: str, body: bytes, mime: str, key: str, timeout: float) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"}
        headers |= {"Content-Type": mime} if mime else {}
        headers |= {"Idempotency-Key": key} if key else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, f"/api/v1{path}", body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        return Answer(answer.status, json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text)


def _part(border: str, head: str, content: bytes) -> bytes:
    return f"--{border}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
