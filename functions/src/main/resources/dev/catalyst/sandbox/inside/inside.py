"""What runs inside the sandbox for Python: compiles, runs unittest, and reports line by line (see Report.java)."""

import importlib
import importlib.util
import json
import os
import sys
import unittest
from pathlib import Path

SKIPPED = {"node_modules", ".venv", "venv", "__pycache__", "site-packages"}
LONGEST = 4000


def main(kind, report):
    with open(report, "a", encoding="utf-8") as out:

        def tell(**line):
            out.write(json.dumps({key: cut(value) for key, value in line.items()}) + "\n")
            out.flush()

        well = compiles(tell) and (kind == "compile" or run_tests(tell))
        tell(type="end")
        sys.stdout.flush()
        sys.stderr.flush()
    # threads that the code left behind do not hold up the end
    os._exit(0 if well else 1)


def cut(value):
    return value[:LONGEST] + " ..." if isinstance(value, str) and len(value) > LONGEST else value


def sources():
    return [path for path in sorted(Path().rglob("*.py")) if path.is_file() and not SKIPPED.intersection(path.parts)]


def compiles(tell):
    found = sources()
    if not found:
        tell(type="diagnostic", file="", line=0, message="There is no Python source file.")
    well = bool(found)
    for path in found:
        try:
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        except SyntaxError as error:
            well = False
            tell(type="diagnostic", file=str(path), line=error.lineno or 0, message=f"{type(error).__name__}: {error.msg}")
        except ValueError as error:
            well = False
            tell(type="diagnostic", file=str(path), line=0, message=str(error))
    return well


class Result(unittest.TestResult):
    def __init__(self, tell):
        super().__init__()
        self.tell = tell

    def startTest(self, test):
        super().startTest(test)
        self.failing = False
        self.tell(type="started", name=test.id())

    def addSuccess(self, test):
        self.end(test, True)

    def addExpectedFailure(self, test, err):
        self.end(test, True)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.end(test, False, "passed, though marked as an expected failure")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.end(test, False, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.end(test, False, self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            places = self.failures if issubclass(err[0], test.failureException) else self.errors
            self.end(subtest, False, places[-1][1])

    def end(self, test, passed, message=""):
        self.tell(type="test", name=test.id(), passed=passed, message=message)


def run_tests(tell):
    sys.path[:0] = [path for path in (".", "src") if os.path.isdir(path)]
    suite = unittest.TestSuite()
    well = True
    for path in sources():
        if path.name.startswith("test") or path.stem.endswith("_test"):
            try:
                suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(load(path)))
            except BaseException as error:  # whatever an import may do, the other files still count
                well = False
                tell(type="test", name=str(path), passed=False, message=f"cannot be imported: {type(error).__name__}: {error}")
    result = Result(tell)
    suite.run(result)
    return well and result.wasSuccessful()


def load(path):
    """Packages by their dotted name; a lone file by its place, whatever the standard library has of that name."""
    name = ".".join(path.with_suffix("").parts)
    if len(path.parts) > 1 and all((parent / "__init__.py").exists() for parent in path.parents[:-1]):
        return importlib.import_module(name)
    folder = str(path.parent.resolve())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


main(sys.argv[1], sys.argv[2])
