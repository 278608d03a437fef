"""A mail server of the tests: it speaks SMTP on a port of its own, keeps what it is given, and can refuse."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast


@dataclass
class Post:
    """What arrived; `refuses` is the answer to every recipient where it is not empty."""

    url: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    refuses: str = ""


@contextmanager
def mail_server() -> Iterator[Post]:
    """A server on 127.0.0.1 while the block runs; `post.url` is its YOUTHWORK_SMTP_URL."""
    post = Post()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                word = line.split(":")[0].split(" ")[0].upper()
                if word == "DATA":
                    self.say("354 go on")
                    post.letters.append(self.letter())
                    self.say("250 kept")
                elif word == "RCPT" and post.refuses:
                    self.say(post.refuses)
                elif word == "QUIT":
                    return self.say("221 bye")
                else:
                    self.say("250 ok")

        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

        def letter(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line[1:] if line.startswith(b"..") else line)
            return cast(EmailMessage, message_from_bytes(b"".join(lines), policy=default))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        post.url = f"smtp://127.0.0.1:{server.server_address[1]}?from=tuanwu@example.cn"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()
