"""核验: open to everybody, signed in or not: a file, a number or a square code in, one plain sentence out.

What others need to check our papers without us is here too: the list of public keys, the root certificate, the
list of revoked certificates, and the page that works without the network.
"""

from __future__ import annotations

import io
from contextlib import closing
from typing import Any

from flask import Blueprint, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from youthwork.blueprints.web import Answer, render
from youthwork.forms.verify import CodeForm, NumberForm, PaperForm
from youthwork.services import transactions
from youthwork.services.verification import answer as answers
from youthwork.services.verification import attempts, key_list, verify, wording
from youthwork.services.verification.attempts import TooManyTries
from youthwork.services.verification.verify import FileTooLarge

blueprint = Blueprint("verify", __name__)

#: A paper of at most 50 MB, and what the form writes around it.
MOST_UPLOADED = verify.MOST_BYTES + 64 * 1024


@blueprint.url_value_preprocessor
def allow_whole_papers(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: a paper may be larger than what the rest of the site takes."""
    if endpoint == "verify.check_paper":
        request.max_content_length = MOST_UPLOADED


@blueprint.get("/verify")
def index() -> Answer:
    return _index_page()


@blueprint.post("/verify/paper")
def check_paper() -> Answer:
    """核验文件. The file is read, judged and let go."""
    sent: FileStorage | None = request.files.get("paper")
    form = PaperForm()
    form.process(data={"paper": sent})
    if not form.validate() or sent is None:
        return _index_page(422, paper_form=form)
    try:
        with closing(sent.stream) as stream:
            content = verify.read_whole(stream)
    except FileTooLarge as refused:
        form.paper.errors = [refused.sentence]
        return _index_page(413, paper_form=form)
    return _answer_page(verify.verify_pdf(content), asked=_plain_name(sent.filename))


@blueprint.post("/verify/number")
def check_number() -> Answer:
    """核验编号和摘要; wrong ones are counted, so that nobody guesses."""
    form = NumberForm(request.form)
    if not form.validate():
        return _index_page(422, number_form=form)
    address = request.remote_addr or ""
    try:
        attempts.check(address)
    except TooManyTries as refused:
        form.form_errors.append(refused.sentence)
        return _index_page(refused.status, number_form=form)
    answer = verify.verify_code(form.number.data or "", form.digest.data or "")
    if not answer.is_genuine:
        with transactions.deed():
            attempts.record_wrong(address)
    return _answer_page(answer, asked=form.number.data or "")


@blueprint.post("/verify/code")
def check_code() -> Answer:
    """核验方码文字."""
    form = CodeForm(request.form)
    if not form.validate():
        return _index_page(422, code_form=form)
    return _answer_page(verify.verify_text(form.text.data or ""), asked="方码文字")


@blueprint.get("/verify/keys")
def keys() -> Answer:
    """核验公钥清单."""
    return render("verify/keys.html", listed=key_list.key_list(), grouped=key_list.grouped)


@blueprint.get("/verify/keys.pdf")
def keys_paper() -> Response:
    listed = key_list.key_list()
    return _download(key_list.as_paper(listed), "application/pdf", f"{key_list.TITLE}.pdf")


@blueprint.get("/verify/keys.json")
def keys_data() -> Response:
    content = key_list.as_json(key_list.key_list()).encode()
    return _download(content, "application/json", "keys.json")


@blueprint.get("/verify/root.crt")
def root_certificate() -> Response:
    return _download(key_list.root_certificate(), "application/x-x509-ca-cert", "root.crt")


@blueprint.get("/verify/revocations.crl")
def revocation_list() -> Response:
    return _download(key_list.revocation_list(), "application/pkix-crl", "revocations.crl")


@blueprint.get("/verify/offline.html")
def offline_page() -> Response:
    """离线核验页: a download, never a page of the site, because it brings its own script."""
    listed = key_list.key_list()
    name = f"离线核验-{listed.instance}-{listed.made_at:%Y-%m-%d}.html"
    return _download(key_list.offline_page(listed).encode(), "text/html; charset=utf-8", name)


def _index_page(
    status: int = 200,
    paper_form: PaperForm | None = None,
    number_form: NumberForm | None = None,
    code_form: CodeForm | None = None,
) -> Answer:
    return render(
        "verify/index.html",
        status=status,
        paper_form=paper_form or PaperForm(),
        number_form=number_form or NumberForm(),
        code_form=code_form or CodeForm(),
        wrong=next((form for form in (paper_form, number_form, code_form) if form), None),
    )


def _answer_page(answer: answers.Answer, asked: str) -> Answer:
    return render("verify/answer.html", answer=answer, asked=asked, wording=wording)


def _plain_name(filename: str | None) -> str:
    """The name without the folders some browsers send along."""
    return (filename or "").replace("\\", "/").rpartition("/")[2][:80]


def _download(content: bytes, media_type: str, name: str) -> Response:
    return send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, max_age=0
    )
