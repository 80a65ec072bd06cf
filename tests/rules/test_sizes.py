"""Modules, functions, templates and page scripts stay small enough to be read in one go."""

from tests.rules.tree import SOURCE, TESTS, assert_only_exceptions, files, functions, python_files, shown

MODULE_LINES = 500
FUNCTION_LINES = 50
OTHER_LINES = {".html": 200, ".js": 250}


def test_no_module_and_no_function_is_too_long() -> None:
    modules = [*python_files(SOURCE), *python_files(TESTS)]
    long_modules = {
        shown(path) for path in modules if len(path.read_text("utf-8").splitlines()) > MODULE_LINES
    }
    long_functions = {
        f"{shown(path)}:{function.name}"
        for path in modules
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES
    }
    assert_only_exceptions("too_long", long_modules | long_functions)


def test_no_template_and_no_page_script_is_too_long() -> None:
    too_long = {
        shown(path): lines
        for path in files()
        if path.is_relative_to(SOURCE)
        and path.suffix in OTHER_LINES
        and (lines := len(path.read_text("utf-8").splitlines())) > OTHER_LINES[path.suffix]
    }
    assert not too_long
