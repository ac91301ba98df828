"""The checks of the project, each in an environment of its own: `nox`, or `nox -s lint`."""

from __future__ import annotations

import time

import nox

PYTHONS = ("3.10", "3.11", "3.12", "3.13")

nox.options.sessions = ["lint", "types", "drift", "tests"]
nox.options.error_on_missing_interpreters = False  # a machine need not have every Python; CI names those that it has
nox.options.reuse_existing_virtualenvs = True


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests; words behind `--` go to pytest."""
    session.install("-e", ".[dev]")
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session
def search(session: nox.Session) -> None:
    """Look for a case on which the backends disagree: 2,000 random ones, other ones each time."""
    session.install("-e", ".[jobs]")
    session.run(
        "ttdw", "search", "--spec", "specs", "--spec", "tests/specs", "--seed", str(time.time_ns()), *session.posargs
    )


@nox.session
def networks(session: nox.Session) -> None:
    """Make all case files of networks and the page of their coverage anew, and compare them with those checked in."""
    session.install("-e", ".[dev]")
    session.run("pytest", "-m", "long", "tests/networks", "tests/cli/test_coverage_command.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and form."""
    session.install("-e", ".[dev]")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check types."""
    session.install("-e", ".[dev]")
    session.run("mypy")


@nox.session
def kernels(session: nox.Session) -> None:
    """Compile the kernels; words behind `--` go to ttdw build, such as `--headers DIR`."""
    session.install("-e", ".")
    session.run("ttdw", "build", "--kernels", *session.posargs)


@nox.session
def host(session: nox.Session) -> None:
    """Compile the host files: `nox -s host -- --tt-metal DIR`."""
    session.install("-e", ".")
    session.run("ttdw", "build", "--host", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site of docs/ into site/, where a warning is an error; `nox -s docs -- serve` shows it meanwhile."""
    session.install("-e", ".[docs]")
    session.run("mkdocs", *(session.posargs or ("build", "--strict")))


@nox.session
def drift(session: nox.Session) -> None:
    """Compare generated/ with what the specs give."""
    session.install("-e", ".")
    session.run("ttdw", "check")
