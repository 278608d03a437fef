"""换成代称给别人看: a text in which its writer kept the name of a protected person, as everybody else reads it.

The writer reads what they wrote; other readers, papers and exports have the code and 王某 in its place. Where the
name cannot be told any more (删去了姓名, no key passphrase), they have nothing of the text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from youthwork.models import Activity
from youthwork.services.contact_work.visits import protected
from youthwork.services.contact_work.visits.protected import Names

#: The texts of a record.
TEXTS = ("topic", "form", "place", "effect", "asked")
HIDDEN = "（涉及保护对象，原文只有记录人看得到）"


class Veil:
    """一位读者的看法: what this reader (None: a paper, an export) reads of others' texts.

    A writer's names are opened once, however many texts are read.
    """

    def __init__(self, reader_id: int | None) -> None:
        self._reader_id = reader_id
        self._names: dict[int, Names] = {}

    def texts(self, activity: Activity) -> Mapping[str, str]:
        """The texts of a record; no query but for one that is guarded."""
        texts: dict[str, str] = {name: getattr(activity, name) for name in TEXTS}
        if not activity.is_guarded or activity.person_id == self._reader_id:
            return texts
        names = self._names_of(activity.person_id)
        changed = {name: names.veiled(text) for name, text in texts.items()}
        if changed == texts or not names.are_all:
            return {name: text and HIDDEN for name, text in texts.items()}
        return changed

    def beside(self, activity: Activity, text: str) -> str:
        """What its writer wrote beside a visit: 走访对象、必做、问题. Hidden where the record's own texts are."""
        if HIDDEN in self.texts(activity).values():
            return text and HIDDEN
        return self.said(activity.person_id, text)

    def said(self, author_id: int, text: str) -> str:
        """A word said beside a visit, by whom it was written."""
        if not text or author_id == self._reader_id:
            return text
        return self._names_of(author_id).veiled(text)

    def prepare(self, author_ids: Collection[int]) -> None:
        """Open the names of all these writers in one query, for a list."""
        wanted = set(author_ids) - {self._reader_id} - self._names.keys()
        self._names |= protected.names_of({each for each in wanted if each is not None})

    def _names_of(self, author_id: int) -> Names:
        self.prepare([author_id])
        return self._names[author_id]
