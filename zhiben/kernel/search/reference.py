"""After the reference data were loaded, what of them can be found is written at once."""

from zhiben.kernel.search.keeping import refresh_all


def load_documents() -> None:
    refresh_all()
