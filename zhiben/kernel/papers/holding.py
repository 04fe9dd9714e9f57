"""待更正: what a ledger says of a field that no ledger overwrites. The registered value stays, the difference is noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.urls import reverse

from zhiben.kernel.papers.ledger import Ledger, Run
from zhiben.kernel.papers.models import HeldCell, ImportBatch, ImportIssue
from zhiben.kernel.papers.terms import BatchState, Level

CODE: Final = "governed"
LONGEST: Final = 500
# ``select`` gives row number, object, what is registered, what the ledger says, and the latter sealed.
NOTE: Final = """
insert into papers_heldcell (batch_id, row_no, kind, object_id, field, "column", label, held, said, cipher)
select %(batch)s, f.row_no, %(kind)s, f.object_id, %(field)s, %(column)s, %(label)s, left(f.held, 500), left(f.said, 500),
       f.cipher
  from ({select}) f (row_no, object_id, held, said, cipher) order by f.row_no
on conflict do nothing
"""


@dataclass(frozen=True, kw_only=True)
class Keeps:
    """Which columns of a table a ledger leaves as they are once they are filled in.

    ``labels``: field → its name, for what is governed. ``follows``: columns derived from one of the fields; of a field
    that has one, only a difference there counts as another value.
    """

    kind: str
    labels: Mapping[str, str] = field(default_factory=dict)
    follows: Mapping[str, str] = field(default_factory=dict)

    def governs(self, column: str) -> bool:
        return self.follows.get(column, column) in self.labels

    def told_by(self, name: str) -> str:
        """The column by which two values of a field are told apart."""
        return next((column for column, leader in self.follows.items() if leader == name), name)


NOTHING_KEPT: Final = Keeps(kind="")


_page: list[str] = []


def register_held_page(url_name: str) -> None:
    """Where the cells of a batch are shown and their correction is asked for. Called by the package that corrects."""
    _page[:] = [url_name]


def held_page(batch: ImportBatch) -> str:
    """Its address; empty when nothing of this batch is held."""
    if batch.state != BatchState.DONE or not _page or not HeldCell.objects.filter(batch=batch).exists():
        return ""
    return reverse(_page[0], args=[batch.pk])


def note_held(
    run: Run, keeps: Keeps, name: str, column: str, select: str, more: Mapping[str, Any] | None = None
) -> None:
    """Note the cells that ``select`` finds. Names come from code, never from input."""
    about = {
        "batch": run.batch_id, "kind": keeps.kind, "field": name, "column": column, "label": keeps.labels[name],
        **(more or {}),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(NOTE.format(select=select), about)


def held_cells(run: Run) -> list[HeldCell]:
    return list(HeldCell.objects.filter(batch_id=run.batch_id).order_by("row_no", "id"))


def tell_held(run: Run, ledger: Ledger, cells: Sequence[HeldCell]) -> None:
    """One warning per cell, in place of those of an earlier check."""
    ImportIssue.objects.filter(batch_id=run.batch_id, code=CODE).delete()
    ImportIssue.objects.bulk_create(
        [ImportIssue(
            batch_id=run.batch_id, row_no=cell.row_no, column=cell.column, value=cell.said[:200], level=Level.WARNING,
            label=ledger.by_name[cell.column].label if cell.column in ledger.by_name else cell.label, code=CODE,
            reason=f"待更正：{cell.label}已登记为“{cell.held[:120]}”，台账不直接改，这一格保持原值；登记错了的，导入后申请更正",
         ) for cell in cells],
        batch_size=1000,
    )  # fmt: skip
