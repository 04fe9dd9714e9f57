"""How a connection to the outside fails. What matters is whether the other side may have acted all the same."""


class NotSent(Exception):
    """Surely nothing happened over there: trying again doubles nothing."""


class MaybeSent(Exception):
    """The message was on its way when the line broke or fell silent: it may or may not have been taken."""


class Undeliverable(Exception):
    """The other side has said that this one will never be taken: trying again is of no use."""


class TargetRefused(NotSent):
    """The address lies where nothing of ours may reach."""
