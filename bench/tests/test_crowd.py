"""Many at once: everybody goes his way with his own session, and only the page that was asked for counts."""

from bench.crowd import Person, Visit, let_in
from bench.pages import open_often
from bench.tests.servers import answering
from bench.visiting import Visitor, address_in, mark_of

ROW = "/hazards/019e23cd-f240-7077-b20c-410a063bba85/"
PAGE = f'<main><h1>隐患台账</h1><a href="/hazards/new/">登记</a><a href="{ROW}">一</a><a class="btn" href="?page=9&amp;q=a">末页</a></main>'


def visit(path: str, must: str = "隐患台账", name: str = "list") -> Visit:
    return Visit(name=name, path=path, must=must)


def test_everybody_makes_his_own_visits_once_with_his_own_session() -> None:
    with answering({"/a": (200, PAGE), "/b": (200, PAGE)}) as (port, asked):
        people = [
            Person({"sessionid": "1"}, [visit("/a"), visit("/b", name="other")]),
            Person({"sessionid": "2"}, [visit("/a")]),
        ]
        done = let_in(port, people)
    assert sorted(asked) == ["GET /a sessionid=1", "GET /a sessionid=2", "GET /b sessionid=1"]
    assert {name: len(taken) for name, taken in done.taken.items()} == {"list": 2, "other": 1}
    assert done.wrong == []
    assert done.wall > 0


def test_what_was_not_asked_for_is_an_error_and_no_measurement() -> None:
    answers = {
        "/moved": (302, ""),
        "/broken": (500, "隐患台账"),
        "/login": (200, "<h1>登录</h1>"),
        "/good": (200, PAGE),
    }
    with answering(answers) as (port, _):
        done = let_in(port, [Person({}, [visit("/moved"), visit("/broken"), visit("/login"), visit("/good")])])
    assert done.wrong == ["/moved 答复 302", "/broken 答复 500", "/login 答复的不是要的那一页"]
    assert len(done.every) == 1


def test_for_some_time_everybody_asks_again_as_soon_as_he_is_answered() -> None:
    with answering({"/a": (200, PAGE)}) as (port, asked):
        done = let_in(port, [Person({}, [visit("/a")]), Person({}, [visit("/a")])], seconds=0.3)
    assert len(done.every) == len(asked) > 4
    assert 0.3 <= done.wall < 3


def test_a_write_sends_its_body() -> None:
    with answering({"/a": (201, "{}")}) as (port, asked):
        let_in(port, [Person({}, [Visit(name="open", path="/a", must="", method="POST", body='{"a":1}')])])
    assert asked == ['POST /a  {"a":1}']


def test_one_alone_visits_in_turn_after_having_been_everywhere_once() -> None:
    with answering({"/a": (200, PAGE), "/b": (200, PAGE)}) as (port, asked):
        taken, wrong = open_often(Visitor(port), [visit("/a"), visit("/b", name="other")], times=5, most_seconds=10)
    assert [line.split()[1] for line in asked] == ["/a", "/b", "/a", "/b", "/a", "/b", "/a"]
    assert {name: len(values) for name, values in taken.items()} == {"list": 3, "other": 2}
    assert wrong == []


def test_a_page_is_known_by_its_first_record_and_leads_to_its_last_page() -> None:
    assert mark_of(PAGE) == f'href="{ROW}"'
    assert mark_of("<main><h1>待办</h1></main>") == "<h1>待办</h1>"
    assert address_in(PAGE, "末页") == "?page=9&q=a"
    assert address_in(PAGE, "首页") == ""
