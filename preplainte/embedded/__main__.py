"""The command line of the launcher."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from preplainte.embedded.command import execute
from preplainte.embedded.errors import CannotStart
from preplainte.embedded.site import run

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    """Do as told; a reason not to start is one sentence on standard error and exit code 1."""
    arguments = _arguments()
    try:
        home = _home()
        if arguments.action == "run":
            return run(environ=os.environ, home=home)
        return execute(arguments.command, environ=os.environ, home=home)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m preplainte.embedded", description="Development, demo and tests only."
    )
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser("exec", help="run one command with a PostgreSQL and a Valkey of its own")
    one.add_argument("command", nargs=argparse.REMAINDER, help="the command and its arguments")
    actions.add_parser("run", help="run the whole site with its demo data, on 127.0.0.1 and PORT")
    arguments = parser.parse_args()
    if arguments.action == "exec" and not arguments.command:
        one.error("which command?")
    return arguments


def _home() -> Path:
    if os.environ.get("PREPLAINTE_MODE") == "production":
        raise CannotStart(
            "PREPLAINTE_MODE is production, and the embedded servers are for development, the demo and tests only: "
            "set DATABASE_URL and REDIS_URL, and start the processes as docs/environment.md says."
        )
    return Path(os.environ.get("RUN_DIR") or BASE_DIR / ".run").resolve()


if __name__ == "__main__":
    sys.exit(main())
