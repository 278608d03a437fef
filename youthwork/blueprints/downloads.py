"""下载: a file made for this one answer."""

from __future__ import annotations

import io

from flask import send_file
from werkzeug.wrappers import Response

PDF = "application/pdf"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(content: bytes, media_type: str, name: str) -> Response:
    """The file, to be saved under this name."""
    return send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, max_age=0
    )
