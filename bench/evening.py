"""截止前夜: 1,000 people type into their task sheets with autosave, while others hand theirs in, so many a second.

DESIGN §9 row 6, over the real server (as many processes as the machine has cores) on SQLite, with one process
beside it that plays the people. Who hands in has opened the review page some time before, as people do who read
it. What was answered 已保存, and who was answered that the sheet is handed in, is written down by the people;
afterwards the database is read, and every text and every sheet is looked for.

    python -m bench evening              as many people and presses as row 6 says
    python -m bench.evening 200 10 15    people, presses a second, seconds of pressing
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import g, session
from flask_login import login_user
from flask_wtf.csrf import generate_csrf

from bench import evening_people as people
from tests.conftest import make_app, make_key_box
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import User
from youthwork.services import schema

PEOPLE, PRESSES, SECONDS = 1_000, 50, 20
#: Reading the review page before pressing, in seconds; the pages are opened at the same pace as they are pressed.
READING = 10.0
#: An answer that does not come is a failed one.
PATIENCE = 30.0
#: Somebody who types makes a pause long enough to be saved about so often, in seconds.
PAUSE = 15.0
CONNECTIONS = 64


@dataclass
class Person:
    """One cadre at their sheet, with what the page knows of the draft."""

    paper_id: int
    cookie: str
    token: str
    version: int
    revision: int
    sequence: int = 0
    written: str = people.WRITTEN
    #: Every text sent, and how many of them at least were answered 已保存.
    sent: list[str] = field(default_factory=list)
    saved: int = 0
    is_handed_in: bool = False


@dataclass
class Log:
    """What was answered, by kind: seconds each, and the answers that were no answer."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def add(self, kind: str, begun: float) -> None:
        self.seconds.setdefault(kind, []).append(time.perf_counter() - begun)


def run(many: int = PEOPLE, presses: float = PRESSES, seconds: float = SECONDS) -> None:
    """Print the figures of one run."""
    with tempfile.TemporaryDirectory() as folder:
        crowd = _prepare(Path(folder), many + int(presses * seconds))
        with _serving(Path(folder)) as (port, process):
            before = _cpu_of(process)
            log, took = asyncio.run(_evening(crowd[:many], crowd[many:], port, presses))
            cpu = _cpu_of(process) - before
        _report(Path(folder), crowd, many, log, took, cpu, presses)


def _prepare(place: Path, many: int) -> list[Person]:
    """An instance with so many opened sheets, and everybody signed in since the afternoon."""
    app = make_app(place, CLOCK=datetime.now, WTF_CSRF_ENABLED=True, IS_DEMO=False)
    (place / "secret_key").write_text("bench")
    app.config["SECRET_KEY"] = app.secret_key = "bench"
    with app.app_context():
        schema.upgrade()
        make_key_box()
        drafts = people.open_sheets(many)
        crowd = []
        for paper_id, user_id, version, revision in drafts:
            with app.test_request_context():
                # One application context for all: its token would be the first person's.
                g.pop("csrf_token", None)
                session.permanent = True
                login_user(db.session.get_one(User, user_id))
                token = generate_csrf()
                signer = app.session_interface.get_signing_serializer(app)
                crowd.append(Person(paper_id, signer.dumps(dict(session)), token, version, revision))
        db.session.remove()
        db.engine.dispose()
    return crowd


@contextmanager
def _serving(place: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "YOUTHWORK_INSTANCE": str(place),
        "YOUTHWORK_KEY_PASSPHRASE": "a passphrase of the tests",
    }
    command = [str(Path(sys.executable).with_name("youthwork")), "serve", "--port", str(port), "--no-worker"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        time.sleep(2)
        yield port, process
    finally:
        process.terminate()
        process.wait(20)


def _cpu_of(process: subprocess.Popen[bytes]) -> float:
    """CPU seconds of the server and its processes so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == process.pid or int(stat.parent.name) == process.pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def _evening(
    typists: list[Person], pressers: list[Person], port: int, presses: float
) -> tuple[Log, float]:
    log, pool = Log(), Pool(port)
    begun = time.perf_counter()
    ends = begun + READING + len(pressers) / presses
    typing = [asyncio.create_task(_type_on(each, pool, log, ends)) for each in typists]
    pressing = []
    for at, person in enumerate(pressers):
        await asyncio.sleep(max(0.0, begun + at / presses - time.perf_counter()))
        pressing.append(asyncio.create_task(_hand_in(person, pool, log)))
    await asyncio.gather(*typing, *pressing)
    return log, time.perf_counter() - begun


async def _type_on(person: Person, pool: Pool, log: Log, ends: float) -> None:
    """A word every now and then, each saved by the page."""
    while True:
        pause = random.expovariate(1 / PAUSE)
        if time.perf_counter() + pause > ends:
            return
        await asyncio.sleep(pause)
        person.sequence += 1
        text = f"形成体会{person.paper_id}之{person.sequence}"
        body = json.dumps(
            {
                "client_id": f"bench{person.paper_id}",
                "sequence": person.sequence,
                "base_revision": person.revision,
                "changes": {people.CELL: [[person.written], [text]]},
            }
        )
        person.sent.append(text)
        url = f"/submissions/{person.paper_id}/draft/changes"
        status, content = await _timed(log, "autosave", pool.post(url, body, person, "application/json"))
        if status == 200:
            person.saved = len(person.sent)
            person.written = text
            person.revision = json.loads(content)["revision"]


async def _hand_in(person: Person, pool: Pool, log: Log) -> None:
    """提交审签: the review page, time to read it, then the press on it."""
    url = f"/submissions/{person.paper_id}/submittal"
    status, page = await _timed(log, "review page", pool.get(url, person))
    if status != 200:
        return
    await asyncio.sleep(READING)
    form = urlencode(people.form_on(page) | {"csrf_token": person.token})
    press = pool.post(url, form, person, "application/x-www-form-urlencoded")
    status, _ = await _timed(log, "submission", press, expected=303)
    person.is_handed_in = status == 303


async def _timed(
    log: Log, kind: str, answer: Coroutine[Any, Any, tuple[int, str]], expected: int = 200
) -> tuple[int, str]:
    begun = time.perf_counter()
    try:
        status, content = await asyncio.wait_for(answer, PATIENCE)
    except (TimeoutError, OSError, EOFError) as broken:
        status, content = 0, repr(broken)
    log.add(kind, begun)
    if status != expected:
        log.failed.append(f"{kind} {status}: {content[:300]}")
    return status, content


class Pool:
    """Kept-alive connections to the server, as few as a browser's worth of a small office."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.room = asyncio.Semaphore(CONNECTIONS)

    async def get(self, url: str, person: Person) -> tuple[int, str]:
        return await self._ask("GET", url, person, "", "text/plain")

    async def post(self, url: str, body: str, person: Person, media_type: str) -> tuple[int, str]:
        return await self._ask("POST", url, person, body, media_type)

    async def _ask(
        self, method: str, url: str, person: Person, body: str, media_type: str
    ) -> tuple[int, str]:
        request = (
            f"{method} {url} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: session={person.cookie}\r\n"
            f"X-CSRFToken: {person.token}\r\nContent-Type: {media_type}\r\n"
            f"Content-Length: {len(body.encode())}\r\n\r\n{body}"
        )
        async with self.room:
            reader, writer = self.free.pop() if self.free else await self._connect()
            writer.write(request.encode())
            # A connection whose answer never came is not put back.
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            size = next(
                (
                    int(each.split(":")[1])
                    for each in head.split("\r\n")
                    if each.lower().startswith("content-length")
                ),
                0,
            )
            content = (await reader.readexactly(size)).decode("utf-8", "replace")
            self.free.append((reader, writer))
        return int(head.split(" ", 2)[1]), content

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, limit=4 * 1024 * 1024)


def _report(
    place: Path, crowd: list[Person], many: int, log: Log, took: float, cpu: float, presses: float
) -> None:
    print(
        f"{many} people typing, a save about every {PAUSE:.0f} s each; {len(crowd) - many} more hand in,"
        f" {presses} a second; {took:.0f} s"
    )
    print(f"  {'answer':<14}{'many':>7}{'a second':>10}{'median ms':>11}{'p95 ms':>9}{'p99 ms':>9}")
    for kind, seconds in log.seconds.items():
        parts = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else [seconds[0]] * 99
        print(
            f"  {kind:<14}{len(seconds):>7}{len(seconds) / took:>10.1f}{parts[49] * 1000:>11.0f}"
            f"{parts[94] * 1000:>9.0f}{parts[98] * 1000:>9.0f}"
        )
    print(f"  server CPU {cpu:.1f} s in {took:.0f} s; failed answers {len(log.failed)} {log.failed[:2]}")
    app = make_app(place, IS_DEMO=False)
    with app.app_context():
        handed_in = {each.paper_id for each in crowd if each.is_handed_in}
        drafts, states = people.what_is_kept()
        typed = [each for each in crowd if each.saved]
        lost = [each for each in typed if not _stands(each, drafts[each.paper_id])]
        there = {paper_id for paper_id, state in states.items() if state == State.IN_SIGN_OFF.value}
        db.session.remove()
        db.engine.dispose()
    print(f"  people answered 已保存 {len(typed)}, whose text the database has not {len(lost)}")
    print(
        f"  sheets answered as handed in {len(handed_in)}, of these not in sign-off {len(handed_in - there)}; "
        f"in sign-off without an answer that arrived in time {len(there - handed_in)}"
    )


def _stands(person: Person, fields: Any) -> bool:
    """Whether the last text that was answered 已保存, or one sent after it, is what the draft says."""
    return any(fields[people.CELL] == [text] for text in person.sent[person.saved - 1 :])


if __name__ == "__main__":
    run(*(int(each) for each in sys.argv[1:]))
