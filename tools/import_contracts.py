"""The import rule that import-linter does not bring: a package is entered through its doors only."""

from fnmatch import fnmatch
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

OWN = "zhiben."


class FrontDoorContract(Contract):
    """Modules outside a package may import only the modules named in ``doors`` from it.

    ``packages`` are patterns such as ``zhiben.domains.*``. Importers matching ``everyone_knows`` (wiring, the entry
    points) are exempt. Importing the package itself is allowed: its ``__init__`` holds nothing but a docstring.
    """

    type_name = "front_door"
    packages: Any = fields.ListField(subfield=fields.StringField())
    doors: Any = fields.ListField(subfield=fields.StringField())
    everyone_knows: Any = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        houses = [module for module in graph.modules if any(_same_shape(module, p) for p in self.packages)]
        trespasses = [
            (visitor, entered)
            for house in houses
            for entered in [house, *graph.find_descendants(house)]
            if not self._is_door(house, entered)
            for visitor in graph.find_modules_that_directly_import(entered)
            if not _inside(visitor, house) and not any(fnmatch(visitor, p) for p in self.everyone_knows)
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": sorted(trespasses)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for visitor, entered in check.metadata["trespasses"]:
            output.print_error(f"{visitor} imports {entered}; the doors are {', '.join(self.doors)}")

    def _is_door(self, house: str, entered: str) -> bool:
        room = entered.removeprefix(house).lstrip(".").partition(".")[0]
        return not room or room in self.doors


def _inside(module: str, house: str) -> bool:
    return module == house or module.startswith(house + ".")


def _same_shape(module: str, pattern: str) -> bool:
    return module.count(".") == pattern.count(".") and fnmatch(module, pattern)
