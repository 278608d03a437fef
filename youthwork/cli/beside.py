"""随网站的出件程序: the one worker that `serve` and `demo` start beside the web server, and end with it.

The worker's own side is `main`, in a process of its own: rendering would hold up the requests of this one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.utils import import_string

from youthwork.cli.worker import Stopping, run_worker

_COMMAND = [sys.executable, "-c", "import sys; from youthwork.cli.beside import main; main(*sys.argv[1:])"]
#: A worker that fell over is started again after this many seconds.
AGAIN_SECONDS = 5.0
#: How long it may take to finish its sheet when the server ends.
PATIENCE_SECONDS = 20.0


@contextmanager
def worker_beside(target: str) -> Iterator[None]:
    """While the block runs, one worker runs over the application that `target` makes; it ends with the block."""
    over = threading.Event()
    watch = threading.Thread(target=_watch, args=(target, over), name="worker-watch", daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def _watch(target: str, over: threading.Event) -> None:
    while not over.is_set():
        # In a session of its own: Ctrl-C reaches the server, which ends it with a word.
        worker = subprocess.Popen([*_COMMAND, target, str(os.getpid())], start_new_session=True)
        while worker.poll() is None and not over.wait(0.5):
            pass
        _end(worker)
        over.wait(AGAIN_SECONDS)


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        # What it was doing is done by the next one.
        worker.kill()
        worker.wait()


def main(target: str, server: str) -> None:
    """出件 until told to stop, or until the server process of this number is gone."""
    stopping = Stopping().on_signals()
    app = import_string(target)()
    run_worker(app, stopping, is_orphaned=lambda: os.getppid() != int(server))
