"""The other side, on loopback: a web server that answers as told, a mail server that keeps what it gets."""

import json
import socketserver
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import monotonic
from typing import Any, Self


@dataclass(frozen=True)
class Heard:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    when: float = field(default_factory=monotonic)

    @property
    def content(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)


Respond = Callable[[Heard], Reply]


class _Serving:
    server: Any

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])


class HttpSink(_Serving):
    """``respond`` may be changed while it runs."""

    def __init__(self, respond: Respond = lambda heard: Reply()) -> None:
        self.respond, self.heard, self.lock = respond, list[Heard](), Lock()
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                heard = Heard(self.path, {k.lower(): v for k, v in self.headers.items()}, self.rfile.read(size))
                cut_short = len(heard.body) < size or (self.command == "POST" and "content-length" not in heard.headers)
                if cut_short:  # whoever was sending it died in the middle: nothing has been said
                    self.close_connection = True
                    return
                with sink.lock:
                    sink.heard.append(heard)
                reply = sink.respond(heard)
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            do_GET = do_POST  # noqa: N815 - the server asks for this name

            def log_message(self, *_: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: object) -> None:
                return

        self.server = Server(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


class _MailHandler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    sink: "SmtpSink"

    def handle(self) -> None:
        self.say("220 sink")
        to = ""
        while line := self.rfile.readline(1000).decode().strip():
            word = line.split()[0].upper()
            if word == "RCPT":
                to = line.partition("<")[2].rstrip(">")
            if word == "DATA":
                self.data(to)
            elif word == "STARTTLS" and self.sink.tls:
                self.secure(self.sink.tls)
            else:
                self.say(self.reply(word))

    def reply(self, word: str) -> str:
        offered = "250-sink\r\n250-STARTTLS\r\n250 8BITMIME" if self.sink.tls else "250 sink"
        return self.sink.answers.get(word, {"EHLO": offered, "QUIT": "221 bye"}.get(word, "250 ok"))

    def data(self, to: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:  # whoever was sending it died in the middle: nothing has been said (RFC 5321 §4.1.1.4)
                return
            lines.append(line.removeprefix(b"."))
        message = message_from_bytes(b"".join(lines), policy=default)
        with self.sink.lock:
            self.sink.got.append((to, message))
        self.say(self.sink.answers.get("DATA", "250 queued as 42"))

    def secure(self, context: ssl.SSLContext) -> None:
        self.say("220 go ahead")
        self.request = context.wrap_socket(self.request, server_side=True)
        self.setup()

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
        self.wfile.flush()


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        return


class SmtpSink(_Serving):
    """``answers`` overrides the reply to a command: ``{"RCPT": "550 no such user"}``."""

    def __init__(self, *, answers: dict[str, str] | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.answers, self.tls, self.lock = answers or {}, tls, Lock()
        self.got: list[tuple[str, EmailMessage]] = []
        self.server = _MailServer(("127.0.0.1", 0), type("Handler", (_MailHandler,), {"sink": self}))
