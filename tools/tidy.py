"""Small laws of the house that no other tool holds: sizes, names, sentences, clocks, commits.

Each check is a function that yields complaints; run it with `./zhongcao check` or `python tools/tidy.py`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
BANNED_NAMES = {"utils", "helpers", "common", "base", "core", "manager", "misc"}
CLOCK_ROOMS = {"api", "reactions", "jobs", "app", "kit", "sandboxes", "rehearsal", "sample", "importing", "tests"}
MONEY_ROOMS = {"payments", "trade", "customs", "mall", "supply"}
UNDONE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE = re.compile(r"/(?:work|root|home/\w+|Users/\w+)/")
Complaints = Iterator[tuple[Path, int, str]]


def sources() -> Iterator[tuple[Path, str, ast.Module]]:
    """Every Python file that we own, except migrations, which are history."""
    for folder in ("src", "tests", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "versions" not in path.parts:
                text = path.read_text()
                yield path, text, ast.parse(text)


def rooms(path: Path) -> set[str]:
    """The names on the way to a file, and its own."""
    return {*path.relative_to(ROOT).parts[:-1], path.stem}


def sizes(path: Path, text: str, tree: ast.Module) -> Complaints:
    """A file is about one thing, and so is a function."""
    lines = text.count("\n")
    if lines > FILE_LINES_MAX:
        yield path, lines, f"{lines} lines; at most {FILE_LINES_MAX}: make it two rooms"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                yield path, node.lineno, f"{node.name} has {length} lines; at most {FUNCTION_LINES_MAX}"


def names(path: Path, text: str, tree: ast.Module) -> Complaints:
    """A name says what is inside."""
    if path.stem in BANNED_NAMES:
        yield path, 1, f"{path.name}: a name that says nothing"
    if found := UNDONE.search(text):
        yield path, text[: found.start()].count("\n") + 1, f"{found[0]}: finish it, or file it as an issue"
    if found := MACHINE.search(text):
        yield path, text[: found.start()].count("\n") + 1, f"{found[0]}: a path of one machine"


def sentences(path: Path, text: str, tree: ast.Module) -> Complaints:
    """Everything public tells in one sentence what it is."""
    if "tests" in path.parts:
        return
    if not ast.get_docstring(tree) and text.strip():
        yield path, 1, "the file has no sentence"
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if not node.name.startswith("_") and not ast.get_docstring(node):
            yield path, node.lineno, f"{node.name} has no sentence"


def clocks(path: Path, text: str, tree: ast.Module) -> Complaints:
    """Time is passed in; only the edges look at the clock."""
    if rooms(path) & CLOCK_ROOMS:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("clock.now", "clock.now_ms", "datetime.now"):
            yield path, node.lineno, f"{ast.unparse(node.func)}() below the edge: take `now` as an argument"


BOUNDARY = {("kit", "db.py"), ("kit", "sql.py")}
"""Where transactions begin and end, and the session that they are."""


def commits(path: Path, text: str, tree: ast.Module) -> Complaints:
    """Nobody commits but the one who began."""
    if "src" not in path.parts or rooms(path) & {"migrations"}:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "commit" and path.parts[-2:] not in BOUNDARY:
            yield path, node.lineno, "commit() outside the one boundary"
        if called == "text" and node.args and isinstance(node.args[0], ast.JoinedStr):
            yield path, node.lineno, "SQL by f-string"


def lost_updates(path: Path, text: str, tree: ast.Module) -> Complaints:
    """`x.y += await f()` reads before it waits and loses what others added meanwhile."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.AugAssign) or not isinstance(node.target, ast.Attribute | ast.Subscript):
            continue
        if any(isinstance(inner, ast.Await) for inner in ast.walk(node.value)):
            yield path, node.lineno, "an update across an await is lost; await first, then add"


def floats(path: Path, text: str, tree: ast.Module) -> Complaints:
    """No floats near money."""
    if (path.stem != "rules" and "rules" not in path.parts) or not rooms(path) & MONEY_ROOMS or "src" not in path.parts:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield path, node.lineno, f"{node.value}: a float near money; use Decimal or minor units"


CHECKS = (sizes, names, sentences, clocks, commits, lost_updates, floats)


def main() -> int:
    """Print every complaint; the number of them is the verdict."""
    count = 0
    for path, text, tree in sources():
        for check in CHECKS:
            for where, line, complaint in check(path, text, tree):
                print(f"{where.relative_to(ROOT)}:{line}: {complaint}")
                count += 1
    print(f"tidy: {count} complaints" if count else "tidy: all in order")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
