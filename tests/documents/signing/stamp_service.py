"""A time stamp service over HTTP for the tests, made of openssl: none of our code answers."""

import contextlib
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from youthwork.documents.signing.authority import Credential

CONFIG = """
[tsa]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@contextlib.contextmanager
def stamp_service(folder: Path, credential: Credential) -> Iterator[str]:
    """Serve RFC 3161 on a free port below 127.0.0.1; gives the address."""
    (folder / "tsa.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    _as_pem(folder, "x509", credential.certificate, "tsa.pem")
    _as_pem(folder, "pkey", credential.private_key, "tsa.key")

    def answer(question: bytes) -> bytes:
        (folder / "question").write_bytes(question)
        command = "openssl ts -reply -config tsa.cnf -section tsa -queryfile question -signer tsa.pem -inkey tsa.key"
        return subprocess.run(command.split(), cwd=folder, check=True, capture_output=True).stdout

    with a_server(answer) as address:
        yield address


@contextlib.contextmanager
def a_server(answer: Any, kind: str = "application/timestamp-reply") -> Iterator[str]:
    """Answer every POST on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _as_pem(folder: Path, kind: str, der: bytes, name: str) -> None:
    command = ["openssl", kind, "-inform", "DER", "-out", name]
    subprocess.run(command, cwd=folder, input=der, check=True, capture_output=True)
