"""Every decoder is fed arbitrary bytes by a property test of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.rules.test_mirror import places_of_test
from tests.rules.tree import SOURCE, Function, assert_only_exceptions, functions, python_files, shown, syntax

FOLDERS = [SOURCE / "protocols", SOURCE / "contracts"]


def takes_bytes(function: Function) -> bool:
    """Its first argument, `self` apart, is bytes or a sequence of them, and it is no encoder."""
    if function.returns and ast.unparse(function.returns) == "bytes":
        return False
    arguments = [a for a in function.args.posonlyargs + function.args.args if a.arg != "self"]
    return bool(arguments) and "bytes" in ast.unparse(arguments[0].annotation or ast.Constant(""))


def decoders(module: Path) -> Iterator[str]:
    """Public functions, and public methods of public classes, that take bytes."""
    for node in syntax(module).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        for member in members:
            if isinstance(member, Function) and not member.name.startswith("_") and takes_bytes(member):
                yield member.name


def fuzzed(test: Path) -> set[str]:
    """Names that the property tests of a file use."""
    return {
        getattr(node, "attr", getattr(node, "id", ""))
        for function in functions(test)
        if any(ast.unparse(decorator).startswith("given(") for decorator in function.decorator_list)
        for node in ast.walk(function)
    }


def test_every_decoder_is_fuzzed() -> None:
    offenders = set()
    for module in (module for folder in FOLDERS for module in python_files(folder)):
        tests = [place for place in places_of_test(module) if place.exists()]
        tried = {name for test in tests for name in fuzzed(test)}
        offenders |= {f"{shown(module)}:{name}" for name in decoders(module) if name not in tried}
    assert_only_exceptions("not_fuzzed", offenders)


def test_decoders_are_found() -> None:
    found = {name for folder in FOLDERS for module in python_files(folder) for name in decoders(module)}
    assert {"decode", "decode_many"} <= found
