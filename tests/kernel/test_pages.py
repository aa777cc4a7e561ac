"""Pages: reads share, writes copy, and what is not loaded is asked for."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.kernel.pages import Draft, MissingPage, Shelf, page_of


class Note(msgspec.Struct):
    n: int
    text: str = ""

    def copy(self):
        return msgspec.structs.replace(self)


def shelf(*counters: int, complete: bool = True) -> Shelf[Note]:
    draft: Draft[Note] = Draft(Shelf({}, complete=True))
    for n in counters:
        draft.put(Note(n, f"note {n}"))
    made = draft.shelf()
    made.complete = complete
    return made


def test_a_write_does_not_touch_the_shelf_it_came_from():
    before = shelf(1, 2, 40)
    draft = Draft(before)

    draft.edit(1).text = "changed"
    draft.drop(2)

    assert [note.text for note in before.records()] == ["note 1", "note 2", "note 40"]
    assert [note.text for note in draft.shelf().records()] == ["changed", "note 40"]


def test_untouched_pages_are_shared():
    before = shelf(1, 40)
    draft = Draft(before)
    draft.edit(1).text = "changed"

    assert draft.shelf().page(page_of(40)) is before.page(page_of(40))


def test_a_page_that_nobody_loaded_is_asked_for():
    with pytest.raises(MissingPage) as asked:
        Draft(shelf(1, complete=False)).find(1000)

    assert asked.value.number == page_of(1000)


def test_an_emptied_page_stays_in_touched_so_that_its_row_goes():
    draft = Draft(shelf(40))

    draft.drop(40)

    assert draft.touched == {page_of(40): {}}


@given(st.lists(st.tuples(st.integers(0, 3000), st.booleans()), max_size=200))
def test_a_shelf_behaves_like_a_dictionary(steps):
    model: dict[int, str] = {}
    current = shelf()
    for turn, (n, dropping) in enumerate(steps):
        draft = Draft(current)
        if dropping and n in model:
            draft.drop(n)
            del model[n]
        else:
            draft.put(Note(n, str(turn)))
            model[n] = str(turn)
        current = draft.shelf()
        assert current.size == len(current.numbers())

    assert {note.n: note.text for note in current.records()} == model
