"""The files to deploy with name commands that exist, and nothing they grant is more than is needed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from steelyard import cli

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_exist(path: Path) -> None:
    called = re.findall(r'(?:bin/steelyard |\["steelyard", ")(\w+)', path.read_text())
    assert set(called) <= set(cli.commands())
    assert called or path.suffix != ".service"


def test_services_run_as_nobody_in_particular() -> None:
    for path in DEPLOY.glob("*.service"):
        text = path.read_text()
        for line in ("User=steelyard", "UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict"):
            assert line in text, path.name


def test_the_timer_has_its_service() -> None:
    assert {path.stem for path in DEPLOY.glob("*.timer")} <= {path.stem for path in DEPLOY.glob("*.service")}


def test_every_file_is_named_where_it_is_explained() -> None:
    page = (DEPLOY.parent / "docs" / "serve.md").read_text()
    assert [path.name for path in FILES if path.name not in page] == []


def program(name: str) -> str | None:
    """Where a program lies, also among those of an administrator; None where it is not installed."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """As they are, but for a program that is there."""
    command = program("systemd-analyze")
    units = [path for path in FILES if path.suffix in (".service", ".timer")]
    assert len(units) == 3
    if command is None:
        return
    for path in units:
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/steelyard/bin/steelyard", "/bin/true"))
    told = subprocess.run(
        [command, "verify", *(str(tmp_path / path.name) for path in units)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert not [line for line in told.stderr.splitlines() if str(tmp_path) in line or "steelyard" in line]


def test_caddy_takes_its_file(tmp_path: Path) -> None:
    caddy, file = program("caddy"), DEPLOY / "Caddyfile"
    assert file.read_text().count("{") == file.read_text().count("}") == 4
    if caddy is None:
        return
    command = [caddy, "adapt", "--config", str(file), "--adapter", "caddyfile"]
    home = {**os.environ, "HOME": str(tmp_path)}
    told = subprocess.run(command, capture_output=True, text=True, env=home, check=False)
    assert told.returncode == 0, told.stderr
    assert "127.0.0.1:8460" in told.stdout


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    """With a certificate made for the purpose."""
    site = (DEPLOY / "nginx.conf").read_text()
    assert not re.search(r"^\s*http2 ", site, re.MULTILINE), "a directive that Debian 12's nginx does not know"
    nginx, openssl = program("nginx"), program("openssl")
    if nginx is None or openssl is None:
        return
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=support.example.org"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], capture_output=True, check=True)
    site = site.replace("/etc/ssl/support.example.org.crt", str(certificate))
    (tmp_path / "site.conf").write_text(site.replace("/etc/ssl/support.example.org.key", str(key)))
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    kept = "".join(f"{name}_temp_path {tmp_path}/{name};\n" for name in names)
    whole = tmp_path / "nginx.conf"
    http = f"http {{ access_log off;\n{kept}include {tmp_path}/site.conf; }}"
    whole.write_text(f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n{http}\n")
    command = [nginx, "-t", "-p", str(tmp_path), "-c", str(whole)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
