"""A real Neo4j server for tests, on a home folder and a free port: started, stopped, killed, started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import neo4j
from neo4j_setup import SOURCES

READY_WITHIN_SECONDS = 60
ENDED_WITHIN_SECONDS = 30
LOG_TAIL_CHARACTERS = 3_000
FIRST_LOGIN = ("neo4j", "neo4j")
# Compiled lightly, a server is ready in 5 s instead of 7 s. For one that has to work for minutes, pass ()
FAST_START = ("-XX:TieredStopAtLevel=1",)


@dataclass
class Server:
    """A running Neo4j server, or one that can be started again on the same home, port and data.

    `uri` is `bolt://127.0.0.1:PORT`, or `bolt+ssc://...` with TLS; `neo4j://127.0.0.1:PORT` reaches it as well (without
    TLS). Without a login, `user` and `password` are empty. Somebody else's server has no `home` and no `process`.
    """

    uri: str
    user: str = ""
    password: str = field(default="", repr=False)
    home: Path | None = None
    port: int = 0
    command: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def auth(self) -> tuple[str, str] | None:
        """What the driver takes as `auth`."""
        return (self.user, self.password) if self.user else None

    def driver(self, **settings: Any) -> neo4j.Driver:
        """A driver for it, to be closed by the caller."""
        return neo4j.GraphDatabase.driver(self.uri, auth=self.auth, **settings)

    def ask(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of one statement, which is committed on its own (so `IN TRANSACTIONS` works)."""
        with self.driver() as driver, driver.session() as session:
            return session.run(cypher, parameters).data()

    def empty(self) -> None:
        """Deletes every node and tie, in batches; constraints and indexes stay."""
        self.ask("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")

    def start(self) -> None:
        """Starts it, on what its home holds, and waits until it answers.

        Raises:
            RuntimeError: it ended, or was not ready in time; with the end of what it said.
        """
        assert self.home is not None, "a server that somebody else runs cannot be started from here"
        is_new = not (self.home / "data").exists()
        output = self.home / "output.txt"
        with output.open("wb") as written:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=written, stderr=subprocess.STDOUT, cwd=self.home
            )
        try:
            self._wait_until_ready(output)
            if is_new and self.user:
                self._change_first_password()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Ends it in good order. One that has ended already, or belongs to somebody else, is left as it is."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(ENDED_WITHIN_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """Ends it at once (SIGKILL), as a power cut would end it."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        self.process = None

    def _wait_until_ready(self, output: Path) -> None:
        assert self.process is not None
        until = time.monotonic() + READY_WITHIN_SECONDS
        while b"ready\n" not in output.read_bytes():
            if self.process.poll() is not None:
                raise RuntimeError(f"The Neo4j server ended with {self.process.returncode}:\n{_tail(output)}")
            if time.monotonic() > until:
                raise RuntimeError(f"The Neo4j server was not ready in {READY_WITHIN_SECONDS} s:\n{_tail(output)}")
            time.sleep(0.05)

    def _change_first_password(self) -> None:
        """A new server lets its first user in for nothing but this."""
        with (
            neo4j.GraphDatabase.driver(self.uri, auth=FIRST_LOGIN) as driver,
            driver.session(database="system") as session,
        ):
            session.run(
                "ALTER CURRENT USER SET PASSWORD FROM $old TO $new", old=FIRST_LOGIN[1], new=self.password
            ).consume()


@contextmanager
def running(
    libs: Path,
    home: Path,
    *,
    heap: str = "1g",
    pagecache: str = "128m",
    auth: tuple[str, str] | None = None,
    tls: bool = False,
    java: tuple[str, ...] = FAST_START,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server of its own, which ends with the block, or with this program if that is killed.

    Args:
        libs: The folder of jars, from `neo4j_setup.find()`.
        home: Where it keeps its configuration, data and logs; made if it is not there.
        heap: The most memory its Java takes, as Java writes it ("1g"); `pagecache` the same for the store's pages.
        auth: User (which can only be "neo4j") and password (8 characters or more); None lets everybody in.
        tls: Only encrypted connections, with a certificate it signed itself. Needs `openssl`.
        java: More options for Java.
        settings: More lines for `neo4j.conf`, or others than those written here.

    Raises:
        RuntimeError: it did not start; with the end of what it said.
    """
    port = _free_port()
    _write_home(libs, home, {**_settings(port, pagecache, auth is not None, tls), **(settings or {})})
    if tls:
        _write_certificate(home / "certificates")
    scheme = "bolt+ssc" if tls else "bolt"
    user, password = auth or ("", "")
    command = ("java", f"-Xmx{heap}", *java, "-cp", f"{libs}{os.sep}*", str(SOURCES / "Serve.java"), str(home))
    server = Server(f"{scheme}://127.0.0.1:{port}", user, password, home, port, command)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _settings(port: int, pagecache: str, with_login: bool, tls: bool) -> dict[str, str]:
    settings = {
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": pagecache,
        "dbms.security.auth_enabled": str(with_login).lower(),
        "dbms.security.procedures.unrestricted": "gds.*",
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",  # s; its end would wait for 5, twice
        "db.tx_log.preallocate": "false",  # 256 MB a database, else
    }
    if tls:
        settings |= {
            "server.bolt.tls_level": "REQUIRED",
            "dbms.ssl.policy.bolt.enabled": "true",
            "dbms.ssl.policy.bolt.base_directory": "certificates",
            "dbms.ssl.policy.bolt.private_key": "private.key",
            "dbms.ssl.policy.bolt.public_certificate": "public.crt",
            "dbms.ssl.policy.bolt.client_auth": "NONE",
        }
    return settings


def _write_home(libs: Path, home: Path, settings: Mapping[str, str]) -> None:
    for folder in ("conf", "plugins"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    lines = [f"{name}={value}\n" for name, value in settings.items()]
    (home / "conf" / "neo4j.conf").write_text("".join(lines), encoding="utf-8")
    # Procedures are looked for in plugins only, although the same jars are on the class path
    version = next(libs.glob("opengds-extension-*.jar")).stem.rpartition("-")[2]
    for jar in libs.glob(f"*-{version}.jar"):
        shutil.copy(jar, home / "plugins")


def _write_certificate(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=127.0.0.1"]
        + ["-keyout", str(folder / "private.key"), "-out", str(folder / "public.crt")],
        check=True,
        capture_output=True,
    )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _tail(output: Path) -> str:
    return output.read_text(encoding="utf-8", errors="replace")[-LOG_TAIL_CHARACTERS:]
