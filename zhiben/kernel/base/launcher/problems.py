"""What can keep the program from starting, as a Chinese sentence for the person at the keyboard."""


class CannotStart(Exception):
    """Expected: something outside the program is missing or in the way. Shown without a traceback."""
