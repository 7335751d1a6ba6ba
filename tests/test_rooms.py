"""The plan of the house, held by a test: which room may lean on which."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

import reporter

PACKAGE: Final = Path(reporter.__file__).parent

#: A room imports only from rooms before it.
ORDER: Final = (
    *("errors", "safe", "i18n", "units", "plain", "moments", "names", "artefacts", "resources"),
    *("incident", "windows", "remote", "load", "documents", "extract", "privacy", "posts", "repeats"),
    *("intake", "corrections", "analysis", "cache", "buckets", "text", "labels"),
    *("tallies", "corpus", "engine", "stats", "coverage", "metrics", "claims", "findings", "frames"),
    *("provenance", "report"),
    *("charts", "drawings", "archive", "pages", "shelf", "frozen", "workshop", "flow", "website", "publish", "export"),
    *(
        "scaffold",
        "inspection",
        "draft",
        "proof",
        "labelling",
        "terminal",
        "claim_commands",
        "label_commands",
        "cli",
        "__main__",
    ),
)

#: Rooms without files, clock or chance: what they need comes in as an argument.
#: (`privacy` keeps the secret of the pseudonyms, in a file.)
PURE: Final = (
    *("errors", "safe", "units", "plain", "moments", "names", "artefacts", "incident", "windows", "extract"),
    *("posts", "repeats", "corrections", "labels", "tallies", "stats", "metrics", "claims", "findings", "frames"),
    *("report", "charts", "drawings", "archive", "pages", "analysis"),
)

#: Each of these libraries is touched by one room, which returns our own types; a program is started in two.
HOUSED: Final = {
    "jieba": "text",
    "rjieba": "text",
    "resvg_py": "export",
    "snownlp": "text",
    "plotly": "charts",
    "mkdocs": "website",
    "jinja2": "pages",
    "dask": "engine",
    "fsspec": "remote",
    "aiohttp": "remote",
    "paramiko": "remote",
    "docx": "documents",
    "pypdf": "documents",
    "subprocess": ("publish", "export"),
    "requests": "publish",
    "urllib.request": "publish",
}

#: What a command that only prints its help has no time for.
HEAVY: Final = ("pandas", "snownlp", "jieba", "plotly", "mkdocs", "pyarrow", "pydantic", "numpy", "jinja2")

CLOCKS: Final = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter"}
FILES: Final = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
CHANCE: Final = {"random", "secrets", "uuid"}


def modules() -> list[Path]:
    """Every module of the package but its root."""
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room(path: Path) -> str:
    """The room a module stands in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything a module imports, wherever it does so."""
    package = ("reporter", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            start = ".".join(filter(None, (base, node.module or "")))
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def calls(path: Path) -> Iterator[tuple[int, str, str]]:
    """(line, object, name) of every call `object.name(...)` or `name(...)` in a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, "", node.func.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, ast.unparse(node.func.value), node.func.attr


def test_every_module_stands_in_a_room_of_the_plan() -> None:
    """A new room is a decision about direction, so it is entered here first."""
    assert {room(path) for path in modules()} - set(ORDER) == set()


def test_a_room_imports_only_from_rooms_before_it() -> None:
    """Cycles begin with one convenient import; imports for types alone count too."""
    leans_forward = [
        f"{path.relative_to(PACKAGE.parent)}:{line} imports {name}"
        for path in modules()
        for line, name in imported(path)
        if name.startswith("reporter.")
        and name.split(".")[1] in ORDER
        and ORDER.index(name.split(".")[1]) > ORDER.index(room(path))
    ]

    assert leans_forward == []


def test_an_untyped_or_heavy_library_lives_in_one_room() -> None:
    """What has no types, or will be replaced one day, must not leak through the house."""
    elsewhere = [
        f"{path.relative_to(PACKAGE.parent)}:{line} imports {name}"
        for path in modules()
        for line, name in imported(path)
        for library, home in HOUSED.items()
        if f"{name}.".startswith(f"{library}.") and room(path) not in ((home,) if isinstance(home, str) else home)
    ]

    assert elsewhere == []


def test_pure_rooms_hold_no_file_clock_or_chance() -> None:
    """The same input must give the same report, whatever the day and the machine."""
    pure = [path for path in modules() if room(path) in PURE]

    impure = [
        f"{path.relative_to(PACKAGE.parent)}:{line} calls {name}"
        for path in pure
        for line, owner, name in calls(path)
        if name in FILES or (name in CLOCKS and owner in {"datetime", "date", "time", "datetime.datetime"})
    ]
    impure += [
        f"{path.relative_to(PACKAGE.parent)}:{line} imports {name}"
        for path in pure
        for line, name in imported(path)
        if name.split(".")[0] in CHANCE
    ]

    assert impure == []


def heavy_after(code: str) -> list[str]:
    """The heavy libraries a fresh interpreter has loaded after running `code`."""
    probe = f"import sys\n{code}\nprint(*sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", probe], capture_output=True, encoding="utf-8", errors="replace", check=True
    )
    return done.stderr.split()


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    """The command line answers at once; `import snownlp` alone costs 4 CPU seconds."""
    code = f"sys.argv = ['reporter', *{arguments!r}]\nimport reporter.cli\n"
    code += "try: reporter.cli.main()\nexcept SystemExit: pass"

    assert heavy_after(code) == []


def test_no_function_is_longer_than_sixty_lines() -> None:
    """What does not fit on a screen is two functions."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{path.name}:{node.lineno} {node.name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, functions) and (node.end_lineno or 0) - node.lineno >= 60
    ]

    assert long == []
