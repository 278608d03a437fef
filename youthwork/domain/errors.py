"""Refusals a person may read: each carries one Chinese sentence that says which rule and what to do.

They are raised anywhere below the blueprints and turned into a page once, in `blueprints/refusals.py`.
Anything that is not a `YouthworkError` is a fault of ours and is never swallowed.
"""


class YouthworkError(Exception):
    """A refusal with a sentence for the person; `status` is the HTTP status it answers with."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(YouthworkError):
    """There is no such thing in this person's sight."""

    status = 404


class NotAllowed(YouthworkError):
    """The person's duties do not cover this deed."""

    status = 403


class StepNotAllowed(YouthworkError):
    """This step cannot be taken from this state, by this person, or with these needs unmet."""

    status = 409


class AlreadyMoved(StepNotAllowed):
    """Somebody acted in between; the sentence names who and when."""


class Unacceptable(YouthworkError):
    """What was handed in cannot be read or breaks a rule."""

    status = 422


class StoreDamaged(YouthworkError):
    """A stored paper is missing or its bytes differ from its hash."""

    status = 500


class StoreUnwritable(YouthworkError):
    """The disk or the database cannot take a write."""

    status = 503


class DatabaseAway(StoreUnwritable):
    """The database cannot be reached. The sentence is for who runs the instance; readers get one that names no place."""

    FOR_READERS = "数据库没有应答，这一步没有办成，也没有改动任何材料。请稍后再试；一直不行的，请告诉管理员"
