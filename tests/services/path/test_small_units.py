"""小单位: one officer, one clerk, nobody. Sign-off climbs one level; nothing is approved by silence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.documents.reading import page_texts
from tests.factories import NOW, Cast
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, StepNotAllowed
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, PaperKind
from youthwork.services.drafts.drafting import submit
from youthwork.services.path import dispatch, impressions
from youthwork.services.path.cases import plan_route
from youthwork.services.printing import papers


def dismiss(cast: Cast, username: str, duty: Duty) -> None:
    """End one duty of this person yesterday."""
    rows = db.session.scalars(
        db.select(AppointmentDuty)
        .join(Appointment)
        .where(Appointment.user_id == cast.person(username).id, AppointmentDuty.duty == duty)
    ).all()
    assert rows, f"{username} does not hold {duty.value}"
    for row in rows:
        row.ends_on = NOW.date() - timedelta(days=1)
    db.session.flush()


@on_both_engines
def test_the_secretary_with_one_clerk_gets_their_own_task_sheet_filed_by_three_people(
    app: Flask, cast: Cast
) -> None:
    """示范大学团委 has 高校 (书记) and 焦老师 (经办人): nobody there may sign the secretary's own sheet."""
    paper = journeys.draft_task_sheet(cast, "gao")
    plan = plan_route(paper, cast.person("gao").id)
    assert plan.signing_unit is not None and plan.signing_unit.name == "团示范省委"
    journeys.submit(paper, cast)
    with pytest.raises((NotAllowed, StepNotAllowed)):
        dispatch.sign_off(paper, cast.person("gao"), paper.version)
    journeys.sign_off(paper, cast, by="su")
    journeys.send(paper, cast, by="jiao")
    filed = journeys.file_(journeys.accept(paper, cast, by="tang"), cast)
    acted = (paper.submitted_by_id, paper.signed_off_by_id, filed.filed_by_id)
    assert acted == tuple(cast.person(name).id for name in ("gao", "su", "tang"))


@on_both_engines
def test_the_superiors_signer_may_not_file_what_they_signed(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast, "gao")
    journeys.sign_off(journeys.submit(paper, cast), cast, by="su")
    journeys.accept(journeys.send(paper, cast, by="jiao"), cast, by="su")
    with pytest.raises(StepNotAllowed, match="三个不同的人"):
        journeys.file_(paper, cast, by="su")
    assert paper.state is State.ACCEPTED


def test_a_one_officer_countys_table_is_signed_and_sealed_by_the_superior(app: Flask, cast: Cast) -> None:
    """王望 alone is 团望川县委: the province signs and presses 代章, printed as such."""
    paper = journeys.draft_contact_points(cast, "wang")
    journeys.submit(paper, cast)
    assert paper.holder_id == cast.organ("团示范省委").id
    journeys.sign_off(paper, cast, by="su")
    journeys.press(paper, cast, by="gu")
    pressed = impressions.current_impression(paper)
    assert pressed is not None
    assert pressed.organization_id == cast.organ("团示范省委").id
    assert pressed.on_behalf_of_id == cast.organ("团望川县委").id
    journeys.send(paper, cast, by="wang")
    journeys.file_(journeys.accept(paper, cast, by="tang"), cast)
    db.session.commit()
    made = papers.produce(papers.of_impression(pressed).id)
    assert made.kind is PaperKind.SEALED and made.sha256, made.failure
    assert "（代章）" in "".join(page_texts(papers.read(made)))


@on_both_engines
def test_where_nobody_can_sign_the_refusal_names_who_can_mend_it(app: Flask, cast: Cast) -> None:
    dismiss(cast, "chen", Duty.SIGNER)
    dismiss(cast, "meng", Duty.SIGNER)
    paper = journeys.draft_contact_points(cast)
    with pytest.raises(StepNotAllowed) as refused:
        submit(paper, cast.person("zhou"), paper.version)
    assert "团云溪县委及其上级都没有别的签发人，无法审签；请联系团云溪县委管理员周可儿补上" in (
        refused.value.sentence
    )
    assert paper.state is State.DRAFT and paper.signed_off_by_id is None


def test_where_nobody_receives_the_paper_is_not_sent(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.PRESSED)
    for username in ("he", "cheng"):
        dismiss(cast, username, Duty.REVIEWER)
    dismiss(cast, "meng", Duty.SIGNER)
    with pytest.raises(StepNotAllowed, match=r"团青岚市委组织部没有能审核这件的人；请联系团青岚市委.*林晓舟"):
        journeys.send(paper, cast)
    assert paper.state is State.PRESSED and paper.intake_number is None


def test_a_sealed_paper_is_sent_though_its_signer_and_keeper_have_left(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.PRESSED)
    for username, duty in (("chen", Duty.SIGNER), ("meng", Duty.SIGNER), ("li", Duty.SEAL_KEEPER)):
        dismiss(cast, username, duty)
    journeys.send(paper, cast)
    assert paper.state is State.SENT and paper.intake_number == "SL-20260401-0001"


def test_where_nobody_keeps_a_seal_the_table_is_not_submitted(app: Flask, cast: Cast) -> None:
    dismiss(cast, "li", Duty.SEAL_KEEPER)
    dismiss(cast, "zhao", Duty.SEAL_KEEPER)
    paper = journeys.draft_contact_points(cast)
    with pytest.raises(StepNotAllowed, match=r"没有可以用印的印章管理员；请联系.*周可儿"):
        journeys.submit(paper, cast)


def test_a_duty_that_ended_yesterday_signs_nothing_today(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    dismiss(cast, "chen", Duty.SIGNER)
    with pytest.raises(NotAllowed, match="团云溪县委的签发人办理"):
        dispatch.sign_off(paper, cast.person("chen"), paper.version)
