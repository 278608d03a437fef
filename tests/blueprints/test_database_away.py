"""数据库不在了又回来: a page with a sentence meanwhile, nothing lost, and nobody has to restart anything."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.client import Page, PageClient
from tests.factories import Cast
from tests.postgres import Cluster
from youthwork.domain.errors import DatabaseAway
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, Submission
from youthwork.services import transactions
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.jobs import runner
from youthwork.services.path import filing

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


def away(client: PageClient, method: str, url: str, **kwargs: object) -> Page:
    """The page while the database is away; it says when to ask again."""
    answer = client.send(method, url, **kwargs)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "15"
    return Page(answer)


def test_pages_say_so_and_open_again_when_it_is_back(
    client: PageClient, cast: Cast, cluster: Cluster
) -> None:
    paper = journeys.at_state(cast, State.SENT)
    db.session.commit()
    urls = ("/", f"/submissions/{paper.id}", "/archive?q=清河")
    client.sign_in("he")
    db.session.remove()
    with cluster.stopped():
        for url in urls:
            page = away(client, "GET", url)
            assert page.title == "数据库没有应答" and "请稍后再试" in page.text
            assert "socket" not in page.text and "postgres" not in page.html, (
                "where it runs is nobody's business"
            )
    for url in urls:
        client.get(url)


def test_a_deed_that_found_nobody_is_not_half_done_and_can_be_done_afterwards(
    client: PageClient, cast: Cast, cluster: Cluster
) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    door, data = f"/submissions/{paper.id}/filing", {"version": str(paper.version)}
    client.sign_in("he")
    db.session.remove()
    with cluster.stopped():
        assert "没有改动任何材料" in away(client, "POST", door, data=data).text
    client.post(door, data)
    assert db.session.scalar(db.select(db.func.count(Filing.id))) == 1


def test_an_autosave_is_answered_with_the_sentence_and_saved_when_tried_again(
    client: PageClient, cast: Cast, cluster: Cluster
) -> None:
    """The page keeps what was typed until a save is answered (static/autosave.js): a 503 is tried again."""
    paper = journeys.draft_task_sheet(cast)
    db.session.commit()
    draft = find_draft(paper)
    changes = {"branch": [draft.fields["branch"], ["断线时写的"]]}
    sent = {"client_id": "a", "sequence": 1, "base_revision": draft.revision, "changes": changes}
    url = f"/submissions/{paper.id}/draft/changes"
    client.sign_in("luo")
    headers = {"X-Autosave": "1"}
    db.session.remove()
    with cluster.stopped():
        answer = client.send("POST", url, json=sent, headers=headers)
        assert answer.status_code == 503
        assert answer.get_data(as_text=True).startswith("数据库没有应答")
    assert client.send("POST", url, json=sent, headers=headers).status_code == 200
    db.session.remove()
    assert find_draft(db.session.scalars(db.select(Submission)).one()).fields["branch"] == ["断线时写的"]


def test_the_connection_lost_in_the_middle_of_a_deed_undoes_the_whole_of_it(
    app: Flask, cast: Cast, cluster: Cluster
) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    with pytest.raises(DatabaseAway, match="与数据库的连接断了"), transactions.deed():
        filing.file(db.session.get_one(Submission, paper.id), cast.person("he"), None)
        cluster.stop()
        cluster.start()
        db.session.scalar(db.select(db.func.count(Filing.id)))
    assert db.session.scalar(db.select(db.func.count(Filing.id))) == 0
    with transactions.deed():
        filed = filing.file(db.session.get_one(Submission, paper.id), cast.person("he"), None)
    assert filed.number == 1


def test_the_health_page_says_it_in_one_line(client: PageClient, cluster: Cluster) -> None:
    with cluster.stopped():
        answer = client.send("GET", "/healthz")
        assert answer.status_code == 503
        assert answer.get_data(as_text=True) == "数据库没有应答：DatabaseAway"
    assert client.send("GET", "/healthz").get_data(as_text=True) == "ok"


def test_a_worker_waits_for_it_and_goes_on(app: Flask, cast: Cast, cluster: Cluster) -> None:
    journeys.filed(journeys.file_task_sheet(cast))
    said: list[str] = []
    db.session.remove()
    cluster.stop()

    def rest(seconds: float) -> None:
        if cluster.server is None:
            cluster.start()
        elif len(said) > 1:
            raise KeyboardInterrupt

    try:
        with pytest.raises(KeyboardInterrupt):
            runner.work(app, lambda: False, said.append, rest)
    finally:
        if cluster.server is None:
            cluster.start()
    assert said[0] == "数据库没有应答或写不进去，等它恢复"
    assert "完成" in said[1]
