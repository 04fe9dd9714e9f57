"""Folding, words, pinyin: any text has some, and two spellings of one thing have the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.kernel.search.asking import MOST_WORDS, asks_for, meanings_of, phone_of, words_of
from zhiben.kernel.search.holding import steady
from zhiben.kernel.search.matching import naming, spans_of
from zhiben.kernel.search.readings import (
    MOST_WAYS,
    asked_sounds,
    pattern_of,
    sound_of,
    sound_words,
    sounds_of_name,
    ways,
)
from zhiben.kernel.search.sources import source_of, sources
from zhiben.kernel.search.spelling import asked_words, fold, text_words
from zhiben.kernel.search.tokens import prepare

ANY = st.text(st.characters(), max_size=300)  # half pairs and NUL too
HAN = st.text(st.sampled_from("常州市重庆长安银行单田芳曾建设工程有限公司临边防护缺失3号楼Ab"), min_size=1, max_size=20)


def row_of(title: str, text: str = "", code: str = "") -> tuple[object, ...]:
    return (None, title, None, "", "", "", [text], [code], 0, None, "", "", "", [], None, "")


@settings(deadline=None)
@given(ANY)
def test_any_text_is_folded_once_and_for_all(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded or len(folded) > 500
    assert not any(c.isspace() or c == "\0" or "\ud800" <= c <= "\udfff" for c in folded)


ODD = st.text(st.sampled_from("常州市3号楼４a̧A-＝≠（）·・か゛\u3099\u20e3㍿①ⅷ ﷺ\u0301"), max_size=12)


@settings(max_examples=400, deadline=None)
@given(ODD, ODD, ODD)
def test_where_a_steady_word_stands_the_document_holds_what_is_asked_for(before: str, word: str, after: str) -> None:
    folded = fold(before + word + after)
    for one in steady([word]):
        assert one in folded
        assert asked_words(one) <= set(text_words(folded, singles=False))


@settings(max_examples=60, deadline=None)
@given(ANY, ANY, ANY)
def test_any_text_can_be_written_and_asked_for(title: str, text: str, code: str) -> None:
    for kind in ("project", "person", "hazard", "clause"):
        source = source_of(kind)
        assert source
        made = prepare(source, row_of(title, text, code))
        assert "\0" not in made.body + made.reading
        assert all(-(1 << 31) <= token < 1 << 31 for token in made.tokens)
    for asked in (title, text + "　" + code):
        assert len(words_of(asked)) <= MOST_WORDS
        assert all(ask["tokens"] for ask in asks_for(sources(), asked, ""))
        assert all(0 <= start < end <= len(title) for start, end in spans_of(title, asked))


@settings(deadline=None)
@given(HAN, st.data())
def test_every_part_of_a_title_leads_to_it(title: str, data: st.DataObject) -> None:
    folded = fold(title)
    start = data.draw(st.integers(0, len(folded) - 1))
    part = folded[start : data.draw(st.integers(start + 1, len(folded)))]
    held = set(text_words(folded, singles=True))
    begins_inside_a_run = start and part[0].isascii() and folded[start - 1].isascii()
    if not begins_inside_a_run or not part.isascii():
        assert asked_words(part) <= held


@settings(deadline=None)
@given(HAN, st.data())
def test_every_way_of_typing_a_sound_leads_to_it(title: str, data: st.DataObject) -> None:
    sound = sound_of(fold(title))
    first = data.draw(st.integers(0, len(sound) - 1))
    length = data.draw(st.integers(1, min(4, len(sound) - first)))
    heard = sound[first : first + length]
    initials = tuple(item[0] for item in heard)
    way = data.draw(st.sampled_from([heard, (*heard[:-1], initials[-1]), (initials[0], *heard[1:]), initials]))
    held = set(sound_words(sound, rich=True))
    assert asked_sounds(way, rich=True) <= held
    typed = "".join(way)
    if len(typed) > 1 and way[0] not in initials[:1] and len(ways(typed)) < MOST_WAYS:
        assert way in ways(typed)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("３＃楼（一期）", "3#楼(一期)"),
        ("ＢＩＭ", "bim"),
        ("常 州　市", "常州市"),
        ("〔2026〕12 号", "(2026)12号"),
        ("A-1", "a1"),
    ],
)
def test_width_case_and_punctuation_make_no_difference(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("单田芳", "shantianfang"), ("单田芳", "dtf"), ("仇英", "qiuying"), ("解晓东", "xiexd"), ("曾国藩", "zgf"),
     ("查良镛", "zhalian"), ("区小明", "ouxm"), ("尉迟恭", "yuchigong"), ("万俟卨", "moqi"), ("朴树", "piaoshu"),
     ("乐嘉", "yuejia"), ("吕布", "lvbu")],
)  # fmt: skip
def test_family_names_are_found_by_all_their_readings(name: str, typed: str) -> None:
    held = {word for sound in sounds_of_name(name) for word in sound_words(sound, rich=True)}
    assert any(asked_sounds(way, rich=True, loose=loose) <= held for way in ways(typed) for loose in (False, True))


@pytest.mark.parametrize(
    ("title", "sound"),
    [
        ("重庆长安", "chong qing chang an"),
        ("长沙银行", "chang sha yin hang"),
        ("调度", "diao du"),
        ("3号楼BIM", "3 hao lou b i m"),
    ],
)
def test_phrases_are_read_as_phrases(title: str, sound: str) -> None:
    assert " ".join(sound_of(fold(title))) == sound


def test_letters_are_divided_into_syllables_and_initials() -> None:
    assert ways("xian")[:2] == (("xian",), ("xi", "an"))
    assert ("c", "zhou") in ways("czhou")
    assert ("chang", "z") in ways("changz")
    assert ways("c") == ()
    assert ways("uuu") == ()
    assert pattern_of(("chang", "zh")) == " chang zh[a-z]* "


@pytest.mark.parametrize(
    ("text", "digits"),
    [("5678", "5678"), ("１３８ 0000-5678", "13800005678"), ("567", ""), ("5678a", ""), ("1" * 12, "")],
)
def test_what_may_be_the_end_of_a_number(text: str, digits: str) -> None:
    assert phone_of(text) == digits


def test_codes_and_runs_have_their_own_meanings() -> None:
    needles = [one.needle for one in meanings_of("91320400ma1")]
    assert "#91320400ma1" in needles
    assert len(meanings_of("建设")) == 1


@pytest.mark.parametrize("text", ["隐患", "yhtz", "yinhuan", "台账", "隐患 台账"])
def test_pages_of_the_menu_answer_to_sound_too(text: str) -> None:
    assert naming(text)("隐患台账")


def test_what_was_asked_for_is_underlined() -> None:
    assert spans_of("常州恒远（建设）工程", "恒远建设") == [(2, 7)]
    assert spans_of("常州恒远建设", "hyjs") == [(2, 6)]
    assert spans_of("单田芳", "shan", personal=True) == [(0, 1)]
    assert spans_of("常州恒远", "常州 州恒") == [(0, 3)]
    assert spans_of("常州", "<b>") == []
