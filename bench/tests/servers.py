"""A server that answers as told, to be measured instead of the platform."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Answers = dict[str, tuple[int, str]]


@contextmanager
def answering(answers: Answers) -> Iterator[tuple[int, list[str]]]:
    """Path → status and text; gives the port and what was asked for, with its cookie and its body."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked.append(f"{self.command} {self.path} {self.headers.get('Cookie', '')} {body}".strip())
            status, text = answers.get(self.path, (404, ""))
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            if status == 302:
                self.send_header("Location", "/login")
            self.end_headers()
            self.wfile.write(text.encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()
