"""Words of workflows."""

from enum import IntEnum


class Told(IntEnum):
    """How far those who hold a to-do have heard about its deadline. Above ``OVERDUE``: urged at so many days overdue."""

    NOTHING = -2
    DUE_SOON = -1
    OVERDUE = 0
