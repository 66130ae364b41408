"""``python -m preplainte.embedded exec``: one command with servers of its own, whatever state it finds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.embedded.launcher import Launcher, ask_to_stop, gone, wait_for

ENVIRONMENT = "import json, os; print(json.dumps({n: os.environ.get(n) for n in ('PREPLAINTE_MODE', 'RUN_DIR')}))"
CONNECT = "import os, psycopg; c = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True); "
WAIT = "import time; print('here', flush=True); time.sleep(60)"
WHO = "c.execute('SELECT count(*) FROM pg_stat_activity').fetchone()[0] > 0"


def test_command_gets_servers_and_gives_its_exit_code(launcher: Launcher) -> None:
    status, out, err = launcher.python(
        CONNECT + "import redis; r = redis.Redis.from_url(os.environ['REDIS_URL']); "
        "show = lambda sql: c.execute(sql).fetchone()[0]; "
        "print(show('SHOW server_version').split('.')[0], show('SHOW fsync'), "
        "show('SELECT datlocprovider FROM pg_database WHERE datname = current_database()'), r.ping()); "
        "raise SystemExit(7)"
    )

    assert (status, out, err) == (7, "18 off b True\n", "")
    assert gone(launcher.home) == []


def test_extensions_that_migrations_create_are_there(ours: Launcher) -> None:
    names = ("btree_gist", "pg_trgm", "unaccent")

    status, out, err = ours.python(
        CONNECT + f"[c.execute(f'CREATE EXTENSION {{name}}') for name in {names!r}]; "
        "print(c.execute(\"SELECT unaccent('Évreux'), lower('ÉVREUX')\").fetchone())"
    )

    assert (status, out, err) == (0, "('Evreux', 'évreux')\n", "")


def test_environment_of_the_command(ours: Launcher) -> None:
    status, out, err = ours.python(ENVIRONMENT)

    assert (status, err) == (0, "")
    assert json.loads(out) == {"PREPLAINTE_MODE": "test", "RUN_DIR": str(ours.home / "exec")}


def test_data_is_found_again(launcher: Launcher) -> None:
    launcher.python(CONNECT + "c.execute('CREATE TABLE kept (id int)')")

    assert launcher.python(CONNECT + "print(c.execute('SELECT count(*) FROM kept').fetchone())") == (0, "(0,)\n", "")


def test_servers_named_by_the_environment_are_used(ours: Launcher) -> None:
    status, out, err = ours.finish(
        "exec", "sh", "-c", "echo $DATABASE_URL $REDIS_URL", DATABASE_URL="postgresql://db/x", REDIS_URL="redis://b/0"
    )

    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "PostgreSQL: the one of DATABASE_URL",
        "Valkey: the one of REDIS_URL",
        "postgresql://db/x redis://b/0",
    ]
    assert not (ours.home / "exec" / "postgres").exists()


def test_production_is_refused(ours: Launcher) -> None:
    status, out, err = ours.finish("exec", "true", PREPLAINTE_MODE="production")

    assert (status, out) == (1, "")
    assert err.startswith("PREPLAINTE_MODE is production, and the embedded servers are for development")
    assert not ours.home.exists()


def test_unknown_command_is_named(ours: Launcher) -> None:
    status, _, err = ours.finish("exec", "no-such-command")

    assert (status, err) == (1, "There is no command named no-such-command.\n")
    assert gone(ours.home) == []


def test_folder_that_cannot_be_written_is_named(home: Path) -> None:
    (home / "state").write_text("a file where the folder should be")

    status, _, err = Launcher(home / "state").finish("exec", "true")

    assert status == 1
    assert err.startswith(f"RUN_DIR {home / 'state' / 'exec'} cannot be written (Not a directory)")


def test_second_launcher_in_the_same_folder_is_refused(ours: Launcher) -> None:
    with ours.start("exec", "python3", "-c", WAIT) as first:
        wait_for(first, "here")

        status, _, err = ours.finish("exec", "true")

        assert status == 1
        assert err == (
            f"Already running in {ours.home / 'exec'} (process {first.pid}): "
            "stop it first, or set RUN_DIR to another folder.\n"
        )
        ask_to_stop(first, signal.SIGTERM)


def test_two_folders_at_once(home: Path) -> None:
    one, two = Launcher(home / "one"), Launcher(home / "two")
    with one.start("exec", "python3", "-c", WAIT) as first:
        wait_for(first, "here")

        assert two.python(CONNECT + f"print({WHO})") == (0, "True\n", "")

        ask_to_stop(first, signal.SIGTERM)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_launcher(launcher: Launcher, number: signal.Signals) -> None:
    with launcher.start("exec", "python3", "-c", WAIT) as process:
        wait_for(process, "here")
        status, _, _ = ask_to_stop(process, number)

    assert status == (143 if number is signal.SIGTERM else -9)
    assert gone(launcher.home) == []


def test_what_a_killed_launcher_left_is_stopped(ours: Launcher) -> None:
    with ours.start("exec", "python3", "-c", WAIT) as process:
        wait_for(process, "here")
        record = json.loads((ours.home / "exec" / "processes.json").read_text())
        # Frozen, it cannot hear that its launcher died.
        valkey = next(entry["pid"] for entry in record if entry["name"] == "valkey")
        os.kill(valkey, signal.SIGSTOP)
        ask_to_stop(process, signal.SIGKILL)

    status, out, err = ours.finish("exec", "true")

    assert (status, err) == (0, "")
    assert out.startswith("Stopping valkey, left running by a launcher that was killed\n")
    assert gone(ours.home) == []


def test_pid_file_that_names_another_program_is_passed_over(ours: Launcher) -> None:
    ours.python(CONNECT + "c.execute('CREATE TABLE kept (id int)')")
    with subprocess.Popen(["sleep", "60"]) as another:
        (ours.home / "exec" / "postgres" / "postmaster.pid").write_text(f"{another.pid}\n")

        assert ours.python(CONNECT + "print(c.execute('SELECT count(*) FROM kept').fetchone())") == (0, "(0,)\n", "")

        assert another.poll() is None
        another.kill()


def test_half_made_cluster_is_made_again(ours: Launcher) -> None:
    ours.finish("exec", "true")
    state = ours.home / "exec"
    (state / "postgres").rename(state / "postgres.new")
    (state / "postgres.new" / "PG_VERSION").unlink()

    assert ours.python(CONNECT + f"print({WHO})") == (0, "True\n", "")


def test_broken_data_of_tests_is_thrown_away(ours: Launcher) -> None:
    ours.finish("exec", "true")
    (ours.home / "exec" / "postgres" / "global" / "pg_control").write_bytes(b"")

    assert ours.python(CONNECT + f"print({WHO})") == (0, "True\n", "")


def test_long_path_leaves_room_for_the_socket(home: Path) -> None:
    assert Launcher(home / ("long" * 30)).python(CONNECT + f"print({WHO})") == (0, "True\n", "")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers under another account")
def test_folder_closed_to_the_servers_account(home: Path) -> None:
    home.chmod(0o700)
    launcher = Launcher(home / "state")

    status, out, err = launcher.python(CONNECT + f"print({WHO})")

    elsewhere = Path((home / "state" / "exec" / "servers-are-in").read_text().strip())
    assert (status, err) == (0, "")
    assert out == (
        f"The servers run as nobody and cannot enter {home / 'state' / 'exec'}: their data goes to {elsewhere}\nTrue\n"
    )
    assert (elsewhere / "postgres" / "PG_VERSION").exists()

    # A second start says nothing more and finds its data; a folder that was removed takes its data with it.
    launcher.python(CONNECT + "c.execute('CREATE TABLE kept (id int)')")
    assert launcher.python(CONNECT + "print(c.execute('SELECT count(*) FROM kept').fetchone())") == (0, "(0,)\n", "")
    (home / "state" / "exec" / "servers-are-in").unlink()
    assert launcher.python(CONNECT + "print(c.execute(\"SELECT to_regclass('kept')\").fetchone())")[1].endswith(
        "(None,)\n"
    )
    subprocess.run(["rm", "-rf", elsewhere], check=True)
