"""The import-linter contract type that `.importlinter` names `facade`: an app has doors, use them."""

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression


class FacadeContract(Contract):
    """Modules outside an app import only its package and its doors.

    Options:
        apps: Packages that are apps; wildcards allowed.
        doors: Names of the modules (or packages) of an app that others may import.
    """

    type_name = "facade"

    apps = fields.ListField(subfield=fields.ModuleExpressionField())
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        del verbose
        apps: list[ModuleExpression] = self.apps  # type: ignore[assignment]
        names = sorted(module.name for module in module_expressions_to_modules(graph, apps))
        trespasses = [line for app in names for line in self._trespasses(graph, app)]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["trespasses"]:
            output.print_error(f"- {line}", bold=False)
        output.new_line()

    def _trespasses(self, graph: ImportGraph, app: str) -> Iterator[str]:
        doors: list[str] = self.doors  # type: ignore[assignment]
        open_names = {f"{app}.{door}" for door in doors}
        for module in sorted(graph.find_descendants(app)):
            room = ".".join(module.split(".")[: app.count(".") + 2])
            if room in open_names:
                continue
            for importer in sorted(graph.find_modules_that_directly_import(module)):
                if importer != app and not importer.startswith(f"{app}."):
                    yield f"{importer} -> {module}"
