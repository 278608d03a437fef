"""问题: a query and who asks it, put into the terms of the index; the same for both engines.

Everything is an “and” of “one of these”: the reader's marks, the marks that narrow, the words. A word is a `Wanted`:
the tokens it is looked up by, and the comparison with the text where the tokens do not say everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from youthwork import clock
from youthwork.domain.workflow import Actor
from youthwork.services.archive import initials, marks
from youthwork.services.archive.entries import line_of
from youthwork.services.archive.query import ArchiveQuery, Field, Join
from youthwork.services.archive.tokens import Term
from youthwork.services.scope import archive_units

#: So many tokens of one word, and of all words, are looked up; what more a long query asks is compared.
MOST_TOKENS_OF_A_WORD, MOST_TOKENS = 24, 80
_FIRST_DAY = date(1990, 1, 1)


@dataclass(frozen=True)
class Wanted:
    """要找的: a word in a field, or first letters of a name."""

    field: Field
    text: str
    #: The filing has all of these.
    tokens: tuple[str, ...]
    #: Having them, it has the word.
    says_all: bool
    are_initials: bool = False

    def is_in(self, folded: str) -> bool:
        """Whether a folded document has it."""
        line = line_of(folded, self.field)
        if self.are_initials:
            return any(initials.fit(self.text, name) for name in line.split())
        return self.text in line


#: One of these.
Clause = tuple[Wanted, ...]


@dataclass(frozen=True)
class Asked:
    """问题 in the terms of the index."""

    #: One of these marks: the reader's.
    scope: tuple[str, ...]
    #: Of each of these, one mark: what narrows.
    narrowing: tuple[tuple[str, ...], ...]
    needed: tuple[Clause, ...]
    unwanted: tuple[Wanted, ...]

    @property
    def looked_up(self) -> tuple[Clause, ...]:
        """The clauses the index is asked for, within the number of tokens; the others are only compared."""
        left = MOST_TOKENS
        chosen: list[Clause] = []
        for clause in self.needed:
            left -= sum(len(each.tokens) for each in clause)
            if left >= 0 or not chosen:
                chosen.append(clause)
        return tuple(chosen)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Tokens no filing may have."""
        return tuple(each.tokens[0] for each in self.unwanted if each.says_all)

    @property
    def compared(self) -> tuple[tuple[Clause, ...], tuple[Wanted, ...]]:
        """What the index does not say: clauses and unwanted words to be compared with the text."""
        certain = {clause for clause in self.looked_up if all(each.says_all for each in clause)}
        return (
            tuple(clause for clause in self.needed if clause not in certain),
            tuple(each for each in self.unwanted if not each.says_all),
        )

    @property
    def reads_words(self) -> bool:
        """Whether anything is asked of the words at all."""
        return bool(self.needed or self.unwanted)

    @property
    def needs_texts(self) -> bool:
        return any(self.compared)


def ask(actor: Actor, query: ArchiveQuery) -> Asked | None:
    """问题, or None where nothing can answer it: only punctuation asked for, or a range of days that is none."""
    if query.asks_nothing:
        return None
    narrowing = list(_narrowing(query))
    if () in narrowing:
        return None
    conditions = query.asked_conditions
    everywhere = [(Field.ANYWHERE, term) for term in query.terms]
    needed = [*everywhere, *_terms(query, Join.ALL)]
    either = tuple(wanted for field, term in _terms(query, Join.ANY) for wanted in _wanted(field, term))
    assert conditions or everywhere or not either
    return Asked(
        scope=(*map(marks.scope_mark, sorted(archive_units(actor))), marks.subject_mark(actor.user_id)),
        narrowing=tuple(narrowing),
        needed=(*(_wanted(field, term) for field, term in needed), *([either] if either else [])),
        unwanted=tuple(wanted for field, term in _terms(query, Join.NONE) for wanted in _wanted(field, term)),
    )


def _terms(query: ArchiveQuery, join: Join) -> Iterator[tuple[Field, Term]]:
    return ((each.field, term) for each in query.asked_conditions if each.join is join for term in each.terms)


def _wanted(field: Field, term: Term) -> Clause:
    tokens = marks.lookup(field, term)[:MOST_TOKENS_OF_A_WORD]
    word = Wanted(field, term.text, tokens, marks.says_all(field, term))
    if field not in (Field.PERSON, Field.ANYWHERE) or not initials.are_initials(term.text):
        return (word,)
    mark = marks.initials_mark(term.text)
    return word, Wanted(Field.PERSON, term.text, (mark,), says_all=True, are_initials=True)


def _narrowing(query: ArchiveQuery) -> Iterator[tuple[str, ...]]:
    if query.organization_id is not None:
        unit = query.organization_id
        yield marks.scope_mark(unit), marks.later_superior_mark(unit)
    if query.year is not None:
        yield (marks.year_mark(query.year),)
    if query.department_id is not None:
        yield (marks.department_mark(query.department_id),)
    if query.annex is not None:
        yield (marks.annex_mark(query.annex),)
    if query.on_time is not None:
        yield (marks.on_time_mark(query.on_time),)
    if query.retention_years is not None:
        yield (marks.retention_mark(query.retention_years),)
    if query.standing is not None:
        yield (marks.standing_mark(query.standing),)
    if query.keeping is not None:
        yield (marks.keeping_mark(query.keeping),)
    if query.filed_from is not None or query.filed_to is not None:
        yield tuple(_days(query))


def _days(query: ArchiveQuery) -> Iterable[str]:
    """Of an open range, the days there can be filings of."""
    last_day = clock.today() + timedelta(days=366)
    first = max(query.filed_from or _FIRST_DAY, _FIRST_DAY)
    return marks.range_marks(first, min(query.filed_to or last_day, last_day))
