"""A PostgreSQL server of the tests' own: a fresh cluster on a free port of this machine, gone when they end.

Its language is not "C": what must not depend on a database's collation is seen to depend on it here.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

USERS = ("postgres", "nobody")
"""Whom the server runs as where the tests run as root, which it refuses."""

LANGUAGE = ("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US")


@contextmanager
def server() -> Iterator[str]:
    """Starts a server and gives its address; skips where PostgreSQL is not installed."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="steelyard-postgresql-"))
    password, port = secrets.token_hex(8), free_port()
    try:
        (folder / "password").write_text(password)
        _give_away(folder)
        data = str(folder / "data")
        known = ("--username=tester", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}")
        _run([str(programs / "initdb"), "--no-sync", *known, *LANGUAGE, "--pgdata", data])
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        control = [str(programs / "pg_ctl"), "--pgdata", data, "--wait"]
        _run([*control, "--options", options, "--log", str(folder / "log"), "start"])
        try:
            yield f"postgresql://tester:{password}@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "--mode", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Where initdb and pg_ctl are; Debian keeps them out of the path."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    return found[-1]


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _owner() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in USERS if name in known)


def _give_away(folder: Path) -> None:
    owner = _owner()
    for path in (folder, *folder.iterdir()) if owner else ():
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _run(command: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs, as somebody else where root would be refused."""
    owner = _owner()
    as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", timeout=60, text=True, **as_owner
    )
    assert done.returncode == 0, done.stderr
