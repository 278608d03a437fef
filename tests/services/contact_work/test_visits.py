"""夜访: kept with its record, protected where it must be, corrected with it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.visits import CLASS, TROUBLED, add_visit
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.domain.night_visits import ProblemState, VisitKind
from youthwork.domain.progress import Standing
from youthwork.extensions import db
from youthwork.forms.visits import VisitForm
from youthwork.models import AuditRecord, NightVisit, ProtectedPerson, VisitProblem
from youthwork.services.contact_work.records import recording
from youthwork.services.contact_work.visits import protected, visit_lists, visits
from youthwork.services.contact_work.visits.problems import ProblemGiven
from youthwork.services.contact_work.visits.visit_lists import Scope
from youthwork.services.contact_work.visits.visits import VisitGiven
from youthwork.services.posts import actor_of

pytestmark = on_both_engines
NAME = "王小明"


def shown(visit: NightVisit, cast: Cast, reader: str) -> str:
    return visits.shown_name(visit, cast.person(reader))


def test_a_troubled_youth_is_known_by_a_code_and_a_masked_name(cast: Cast) -> None:
    visit = add_visit(cast, kind=TROUBLED, name=NAME)
    assert visit.subject is not None and visit.visited == ""
    assert shown(visit, cast, "zhou") == f"YF-{visit.subject_id:04d} 王某"


def test_above_the_visitors_organ_the_code_alone_is_read(cast: Cast) -> None:
    visit = add_visit(cast, kind=TROUBLED, name=NAME)
    assert shown(visit, cast, "chen").endswith(" 王某")
    assert shown(visit, cast, "he") == f"YF-{visit.subject_id:04d}"


def test_of_any_kind_a_minor_may_be_protected_and_need_not_be_named(cast: Cast) -> None:
    visit = add_visit(cast, kind=VisitKind.FOUNDER, is_protected=True)
    assert shown(visit, cast, "zhou") == f"YF-{visit.subject_id:04d} 某青年"
    assert visit.subject is not None and visit.subject.name_locked is None


def test_a_surname_alone_is_kept_as_the_mask_and_locks_nothing(cast: Cast) -> None:
    visit = add_visit(cast, kind=TROUBLED, name="欧")
    assert visit.subject is not None
    assert (visit.subject.masked_name, visit.subject.name_locked) == ("欧某", None)


def test_who_may_be_named_is_named(cast: Cast) -> None:
    visit = add_visit(cast, kind=CLASS, visited="高一（3）班")
    assert visit.subject is None and shown(visit, cast, "he") == "高一（3）班"


def test_the_visitor_alone_reads_the_name_for_a_reason_and_leaves_a_trace(cast: Cast) -> None:
    visit = add_visit(cast, kind=TROUBLED, name=NAME)
    zhou = cast.person("zhou")
    assert protected.reveal(zhou, visit, "去看王小明之前核对") == NAME
    said = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "reveal")).all()
    assert len(said) == 1 and NAME not in said[0] and f"YF-{visit.subject_id:04d}" in said[0]
    with pytest.raises(Unacceptable, match="查看原因"):
        protected.reveal(zhou, visit, "  ")
    for other in ("chen", "li", "he", "su"):
        with pytest.raises(NotAllowed, match="走访人本人"):
            protected.reveal(cast.person(other), visit, "工作需要")


def test_a_name_forgotten_is_gone_and_the_code_stays(cast: Cast) -> None:
    visit = add_visit(cast, kind=TROUBLED, name=NAME)
    with pytest.raises(NotAllowed):
        protected.forget(cast.person("chen"), visit)
    protected.forget(cast.person("zhou"), visit)
    assert visit.subject is not None and visit.subject.name_locked is None
    assert shown(visit, cast, "zhou").endswith("王某")
    with pytest.raises(Unacceptable, match="没有保存姓名"):
        protected.reveal(cast.person("zhou"), visit, "核对")


def test_without_a_passphrase_the_visit_is_kept_without_the_name_and_says_so(cast: Cast, app: Flask) -> None:
    visit = add_visit(cast, kind=TROUBLED)
    app.config["KEY_PASSPHRASE"] = ""
    given = VisitGiven(TROUBLED, "", True, None, NAME)
    kept = visits.put(visit.activity, given, cast.person("zhou"))
    assert "姓名没有保存" in kept.notice and NAME not in kept.notice
    assert kept.visit.subject is not None
    assert (kept.visit.subject.masked_name, kept.visit.subject.name_locked) == ("王某", None)


def test_whoever_is_visited_again_keeps_the_code(cast: Cast) -> None:
    first = add_visit(cast, kind=TROUBLED, name=NAME)
    zhou = cast.person("zhou")
    (known,) = protected.known_to(zhou)
    again = add_visit(cast, kind=TROUBLED, person_id=known.id, day="2026-03-20")
    assert again.subject_id == first.subject_id
    assert protected.known_to(cast.person("chen")) == []


def test_the_same_visit_put_twice_is_one_with_its_problems_once(cast: Cast) -> None:
    given = VisitGiven(TROUBLED, "", True, None, NAME, problems=(ProblemGiven("学习就学", "想转学"),) * 2)
    visit = add_visit(cast, kind=TROUBLED, name=NAME)
    for _ in range(2):
        visits.put(visit.activity, given, cast.person("zhou"))
    assert db.session.scalar(db.select(db.func.count()).select_from(ProtectedPerson)) == 1
    assert [each.text for each in visit.problems] == ["想转学"]


def test_a_clerk_who_corrects_leaves_the_person_visited_as_they_are(cast: Cast) -> None:
    visit = add_visit(cast, "chen", TROUBLED, name=NAME)
    form = visits.form_of(visit)
    visits.offer(form, cast.person("zhou"), visit)
    assert "name" not in form and "visited" not in form and "person" not in form
    given = VisitGiven(TROUBLED, must_do="送去了课本", is_protected=True, name="李四四")
    visits.put(visit.activity, given, cast.person("zhou"))
    assert visit.must_do == "送去了课本"
    assert protected.reveal(cast.person("chen"), visit, "核对") == NAME


def test_a_clerk_cannot_make_a_visit_to_a_troubled_youth_of_anothers_visit(cast: Cast) -> None:
    visit = add_visit(cast, "chen", CLASS, visited="高一（3）班")
    with pytest.raises(Unacceptable, match="只有走访人陈昱本人"):
        visits.put(visit.activity, VisitGiven(TROUBLED, is_protected=True), cast.person("zhou"))


def test_a_name_goes_with_the_last_visit_that_needs_it(cast: Cast) -> None:
    first = add_visit(cast, kind=TROUBLED, name=NAME)
    again = add_visit(cast, kind=TROUBLED, person_id=first.subject_id, day="2026-03-20")
    zhou = cast.person("zhou")
    for visit, is_kept in ((first, True), (again, False)):
        recording.withdraw(visit.activity, zhou, "记错了", visit.activity.version)
        visits.take_back(visit.activity)
        assert visit.subject is not None and (visit.subject.name_locked is not None) is is_kept
    assert protected.known_to(zhou) == []


def test_a_record_that_is_no_night_visit_any_more_keeps_nothing_of_it(cast: Cast) -> None:
    visit = add_visit(cast, kind=TROUBLED, name=NAME)
    person, activity = visit.subject, visit.activity
    visits.take_back(activity)
    assert visits.visit_of(activity.id) is None
    assert person is not None and person.name_locked is None


def test_a_visit_with_problems_cannot_be_unticked(cast: Cast) -> None:
    visit = add_visit(cast, problems=(ProblemGiven("学习就学", "想转学"),))
    with pytest.raises(Unacceptable, match="登记了 1 个问题"):
        visits.take_back(visit.activity)


def test_the_database_refuses_a_troubled_youth_without_protection_and_a_name_beside_a_code(
    cast: Cast,
) -> None:
    visit = add_visit(cast, kind=TROUBLED, name=NAME)
    other = add_visit(cast, kind=CLASS, visited="高一（3）班")
    db.session.commit()
    for row, change in (
        (visit, {"subject_id": None}),
        (visit, {"visited": NAME}),
        (other, {"kind": TROUBLED}),
    ):
        for field, value in change.items():
            setattr(row, field, value)
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def form(**typed: str) -> VisitForm:
    from werkzeug.datastructures import MultiDict

    return VisitForm(MultiDict({f"visit-{name}": value for name, value in typed.items()}), prefix="visit-")


def test_the_form_protects_whoever_a_first_visit_or_a_typed_name_names(cast: Cast) -> None:
    for typed in (
        {"kind": TROUBLED.value},
        {"kind": CLASS.value, "is_protected": "y"},
        {"kind": CLASS.value, "name": NAME},
    ):
        filled = form(**typed)
        visits.offer(filled, cast.person("zhou"))
        assert filled.validate(), filled.errors
        given = visits.given_from(filled)
        assert given.is_protected and NAME not in repr(given)
        assert visits.mistakes(given) == {}


def test_mistakes_stand_at_their_fields(cast: Cast) -> None:
    zhou = cast.person("zhou")
    known = add_visit(cast, kind=TROUBLED, name=NAME).subject_id
    assert set(visits.mistakes(visits.given_from(form()))) == {"kind"}
    twice = visits.given_from(form(kind=TROUBLED.value, visited=NAME))
    assert "请清空" in visits.mistakes(twice)["visited"]
    other = form(kind=TROUBLED.value, person=str(known), name="李四四")
    visits.offer(other, zhou)
    said = visits.mistakes(visits.given_from(other))["name"]
    assert "不是同一个姓" in said and "王" not in said


@pytest.mark.parametrize("person", ["甲", "-1", "1.5", "9" * 30, "0"])
def test_a_choice_that_names_nobody_is_refused_and_no_fault(cast: Cast, person: str) -> None:
    filled = form(kind=TROUBLED.value, person=person, name=NAME)
    visits.offer(filled, cast.person("zhou"))
    assert not filled.validate()
    assert visits.mistakes(visits.given_from(filled)) == {}


def test_a_problem_needs_its_category_its_words_and_a_colleague(cast: Cast) -> None:
    rows = {"visit-problems": "p1", "visit-problems-p1-text": "想转学"}
    from werkzeug.datastructures import MultiDict

    filled = VisitForm(MultiDict({**rows, "visit-kind": CLASS.value}), prefix="visit-")
    visits.offer(filled, cast.person("zhou"))
    assert not filled.validate()
    assert [each.errors for _, row in filled.problems.filled_rows() for each in row if each.errors] == [
        ["请选择问题的类别"]
    ]
    with pytest.raises(Unacceptable, match="本单位现任的团干部"):
        add_visit(cast, problems=(ProblemGiven("学习就学", "想转学", cast.person("bai").id),))


def test_six_a_year_are_asked_of_full_time_cadres_alone(cast: Cast) -> None:
    for day in range(1, 7):
        add_visit(cast, "zhou", day=f"2026-03-{day:02d}")
        add_visit(cast, "mai", day=f"2026-03-{day:02d}", minutes=59)
    mine = visit_lists.progress_of(cast.person("zhou").id, 2026)
    assert (mine.count, mine.standing) == (6, Standing.MET)
    seconded = visit_lists.progress_of(cast.person("mai").id, 2026)
    assert (seconded.count, len(seconded.uncounted), seconded.standing) == (0, 6, Standing.NOT_ASKED)
    assert visit_lists.progress_of(cast.person("chen").id, 2026).standing is Standing.UNDER_WAY


def test_a_visit_one_went_along_to_is_ones_own_too(cast: Cast) -> None:
    visit = add_visit(cast, "zhou", members=(cast.person("mai").id,))
    assert [each.activity_id for each in visit_lists.visits_of(cast.person("mai").id, 2026)] == [
        visit.activity_id
    ]


def test_the_figures_of_an_organ_count_what_stands_there_and_beneath(cast: Cast) -> None:
    add_visit(cast, "zhou", TROUBLED, problems=(ProblemGiven("学习就学", "想转学"),))
    add_visit(cast, "chen", minutes=59)
    add_visit(cast, "bai", day="2026-03-31", start="23:30", problems=(ProblemGiven("其他", "路灯坏了"),))
    gone = add_visit(cast, "zhou", day="2026-03-08")
    recording.withdraw(gone.activity, cast.person("zhou"), "记错了", gone.activity.version)
    county = visit_lists.figures_of(Scope(cast.organ("团云溪县委"), 2026))
    assert (county.visits, county.counted, county.cadres) == (2, 1, 2)
    assert county.problems == {("学习就学", ProblemState.OPEN): 1}
    assert county.kinds == {TROUBLED: 1}
    city = Scope(cast.organ("团青岚市委"), 2026, is_beneath=True)
    assert visit_lists.figures_of(city).visits == 3
    assert [each.activity.person.name for each in visit_lists.page_of(city)] == ["白露", "陈昱", "周可儿"]
    assert visit_lists.figures_of(Scope(cast.organ("团青岚市委"), 2026)).visits == 0
    assert visit_lists.figures_of(Scope(cast.organ("团云溪县委"), 2025)).visits == 0


def test_the_pages_of_an_organs_visits_join_without_a_gap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_lists, "PAGE", 2)
    made = [add_visit(cast, "zhou", day=day).activity_id for day in ("2026-03-01", "2026-03-02")]
    made += [add_visit(cast, "zhou", day="2026-03-02").activity_id for _ in range(3)]
    scope, seen, before = Scope(cast.organ("团云溪县委"), 2026), [], None
    while page := visit_lists.page_of(scope, before):
        seen += [each.activity_id for each in page[:2]]
        before = seen[-1]
    assert seen == [made[4], made[3], made[2], made[1], made[0]]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("zhou", True),
        ("chen", True),
        ("he", True),
        ("su", True),
        ("mai", False),
        ("bai", False),
        ("wai", False),
    ],
)
def test_an_organs_visits_are_read_by_its_office_and_those_above(cast: Cast, who: str, sees: bool) -> None:
    from youthwork.domain.errors import NotFound

    visit = add_visit(cast, "chen", TROUBLED, name=NAME)
    actor, organ = actor_of(cast.person(who)), cast.organ("团云溪县委")
    if sees:
        assert visit_lists.find_organ(actor, organ.id) is organ
        assert visit_lists.find_visit(actor, visit.activity_id) is visit
        return
    with pytest.raises(NotFound):
        visit_lists.find_organ(actor, organ.id)
    with pytest.raises(NotFound):
        visit_lists.find_visit(actor, visit.activity_id)


def test_an_organs_figures_cost_three_queries_whatever_their_number(cast: Cast) -> None:
    from tests.query_counts import count_queries

    organ = cast.organ("团云溪县委")
    for number in range(12):
        add_visit(
            cast, "zhou", day=f"2026-03-{number + 1:02d}", problems=(ProblemGiven("其他", str(number)),)
        )
    scope = Scope(organ, 2026)
    assert scope.organ.path
    assert count_queries(lambda: visit_lists.figures_of(Scope(cast.organ("团云溪县委"), 2026))) <= 4
    assert db.session.scalar(db.select(db.func.count()).select_from(VisitProblem)) == 12
