"""Trees of yes-no questions: ``{"any": [...]}``, ``{"all": [...]}``, ``{"ask": name, "text": question}``.

Answers are True, False or None (not known), combined as in three-valued logic: an unknown answer matters only while
the others leave the outcome open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Tree = Mapping[str, Any]
Answers = Mapping[str, bool | None]
JOINTS: Final = ("all", "any")


class BadTree(ValueError):
    """A tree that cannot be evaluated: for whoever edits the data files."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One yes-no question; yes points towards a major hazard."""

    name: str
    text: str


def questions_of(tree: Tree) -> list[Question]:
    """All questions, in the order of the tree."""
    if "ask" in tree:
        return [Question(name=tree["ask"], text=tree["text"])]
    return [question for child in children(tree) for question in questions_of(child)]


def children(tree: Tree) -> Sequence[Tree]:
    return next((tree[joint] for joint in JOINTS if joint in tree), ())


def check_tree(tree: Tree) -> None:
    """Raises BadTree unless every node has one known shape, no joint is empty and every question has its own name."""
    for node in _nodes(tree):
        if set(node) not in ({"all"}, {"any"}, {"ask", "text"}):
            raise BadTree(f"a node has the keys {sorted(node)}")
        if "ask" not in node and not children(node):
            raise BadTree("a joint has no parts")
    names = [question.name for question in questions_of(tree)]
    if len(set(names)) != len(names):
        raise BadTree("a question is asked twice")


def evaluate(tree: Tree, answers: Answers) -> bool | None:
    """Whether the condition holds, does not hold, or cannot be told yet."""
    if "ask" in tree:
        return answers.get(tree["ask"])
    parts = [evaluate(child, answers) for child in children(tree)]
    decisive = "any" in tree
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def deciding(tree: Tree, answers: Answers) -> list[Question]:
    """The answered questions on which the outcome rests; empty while it is open.

    Where one part is enough, the questions of every part that is enough by itself are named.
    """
    outcome = evaluate(tree, answers)
    if outcome is None:
        return []
    if "ask" in tree:
        return questions_of(tree)
    parts = [child for child in children(tree) if evaluate(child, answers) is outcome]
    return [question for child in parts for question in deciding(child, answers)]


def still_open(tree: Tree, answers: Answers) -> list[Question]:
    """The unanswered questions whose answer can still matter; empty once the outcome is settled."""
    if evaluate(tree, answers) is not None:
        return []
    if "ask" in tree:
        return questions_of(tree)
    return [question for child in children(tree) for question in still_open(child, answers)]


def _nodes(tree: Tree) -> Iterator[Tree]:
    yield tree
    for child in children(tree):
        yield from _nodes(child)
