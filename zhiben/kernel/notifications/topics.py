"""Groups of topics: what people choose between. Packages name the groups of their own topics."""

from dataclasses import dataclass
from typing import Final

from zhiben.kernel.notifications.terms import ChannelKind


@dataclass(frozen=True, kw_only=True)
class TopicGroup:
    """``topics``: whole topics, or first parts of them (``hazards`` for ``hazards.ordered``).

    ``text_message``: whether short messages go out unless a person switches them off.
    """

    code: str
    label: str
    topics: tuple[str, ...]
    text_message: bool = False
    order: int = 100

    def is_on(self, kind: ChannelKind) -> bool:
        """Without a word of the person: mail always, short messages where they are worth their price."""
        return kind != ChannelKind.SMS or self.text_message


OTHER: Final = TopicGroup(code="other", label="其他通知", topics=(), order=999)
_groups: Final[dict[str, TopicGroup]] = {}


def declare_group(
    code: str, label: str, topics: tuple[str, ...], *, text_message: bool = False, order: int = 100
) -> None:
    """Called when the program starts. The code is permanent: preferences are stored under it."""
    _groups[code] = TopicGroup(code=code, label=label, topics=topics, text_message=text_message, order=order)


def groups() -> list[TopicGroup]:
    return [*sorted(_groups.values(), key=lambda g: (g.order, g.code)), OTHER]


def group_of(topic: str) -> TopicGroup:
    """The group that names the whole topic, else the one that names its first part."""
    for name in (topic, topic.partition(".")[0]):
        if found := next((g for g in _groups.values() if name in g.topics), None):
            return found
    return OTHER


declare_group(
    "deadlines", "到期提醒与催办", ("due_soon", "overdue", "urge", "workflow.due_moved"), text_message=True, order=10
)
