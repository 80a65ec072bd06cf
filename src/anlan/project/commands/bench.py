"""`anlan bench`: measure the platform on this machine."""

import importlib
import json
from dataclasses import asdict
from pathlib import Path

import click

from anlan.project.bench.figures import Benchmark, Figure

BENCHES = Path(__file__).parent.parent / "bench"


def bench_names() -> list[str]:
    """Return the modules in `bench/` that have `run`: one benchmark each."""
    return sorted(p.stem for p in BENCHES.glob("*.py") if "\ndef run(" in p.read_text(encoding="utf-8"))


def table_of(figures: list[Figure]) -> str:
    """Return the figures as aligned lines for a person."""
    marks = {True: "ok", False: "MISSED", None: ""}
    rows = [(f.name, f"{f.value:,.4g}" if f.value < 1000 else f"{f.value:,.0f}", f.unit, f.goal, marks[f.ok])
            for f in figures]  # fmt: skip
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(5)]
    aligned = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in aligned)


@click.command()
@click.argument("name", type=click.Choice(bench_names()))
@click.option("--json", "as_json", is_flag=True, help="Print figures as JSON.")
@click.option("--quick", is_flag=True, help="Smaller and under a minute: shows that it works.")
def command(name: str, *, as_json: bool, quick: bool) -> None:
    """Run one benchmark on a temporary platform of its own; progress goes to standard error."""
    benchmark: Benchmark = importlib.import_module(f"anlan.project.bench.{name}").run
    figures = benchmark(quick, lambda text: click.echo(f"{name}: {text}", err=True))
    if as_json:
        click.echo(json.dumps({"figures": [asdict(figure) for figure in figures]}, ensure_ascii=False))
    else:
        click.echo(table_of(figures))
