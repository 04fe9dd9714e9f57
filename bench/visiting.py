"""A browser's connection to the platform: kept open, with its cookies. Needs nothing but the standard library."""

import http.client
import re
from html import unescape
from typing import Final
from urllib.parse import urlencode

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
ROW: Final = re.compile(r'href="(/[a-z-]+/[0-9a-f]{8}-[0-9a-f-]{27}/?)"')
HEADING: Final = re.compile(r"<h1[^>]*>.*?</h1>", re.DOTALL)


class CannotMeasure(Exception):
    """Something to measure is not there, or did not answer as it must. The message says what, in words."""


class Visitor:
    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = dict(cookies or {})

    def sign_in(self, account: str, password: str) -> None:
        page = self.get("/login").decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise CannotMeasure("登录页上没有表单")
        body = urlencode({"username": account, "password": password, "csrfmiddlewaretoken": token[1]})
        status, _ = self.send("POST", "/login", body, FORM)
        if status != 302:
            raise CannotMeasure(f"账号 {account} 登录不上（{status}）")

    def get(self, path: str) -> bytes:
        """The page, whole. Anything but 200 (a refusal, or being sent to the sign-in page) cannot be measured."""
        status, content = self.send("GET", path)
        if status != 200:
            raise CannotMeasure(f"{path} 答复 {status}")
        return content

    def send(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        self.connection.request(method, path, body or None, sent)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()


def mark_of(page: str) -> str:
    """What tells this page from any other: the address of its first record, or its heading where it has none."""
    content = page[page.find("<main") :]
    if found := ROW.search(content):
        return found[0]
    if heading := HEADING.search(content):
        return heading[0]
    raise CannotMeasure("页面上没有记录，也没有标题")


def address_in(page: str, word: str) -> str:
    """Where the link with this word on it leads; empty when there is none."""
    found = re.search(rf'<a[^>]*href="([^"]*)"[^>]*>[^<]*{word}', page)
    return unescape(found[1]) if found else ""
