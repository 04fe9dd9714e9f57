"""What every database holds of this package: the divisions."""

from zhiben.registry.agencies import loading


def load_divisions() -> None:
    loading.load_divisions()
