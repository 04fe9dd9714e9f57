"""Who listens to which event; the only file that knows everyone."""


def connect() -> None:
    """Called once when the program starts."""
