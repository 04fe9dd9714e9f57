"""Chinese for the sentences of argparse, which asks for them through a function named ``_``."""

import argparse
from typing import Final

WORDS: Final = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这段说明",
    "the following arguments are required: %s": "缺少：%s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "后面要写值",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有“%(value)s”，可选：%(choices)s",
    "invalid %(type)s value: %(value)r": "“%(value)s”写得不对",
    "unrecognized arguments: %s": "不认识：%s",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s\n",
}


def speak_chinese() -> None:
    """For all parsers of this process."""
    setattr(argparse, "_", lambda text: WORDS.get(text, text))  # noqa: B010
