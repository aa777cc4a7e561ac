"""Working calendars of a folder."""

import pytest

from lingqu.bootstrap.calendars import calendars_in
from lingqu.kernel.errors import Invalid


def test_each_file_is_a_calendar_and_may_build_on_those_before(tmp_path):
    (tmp_path / "1-office.json").write_text('{"name": "office", "hours": ["08:00-16:00"], "base": "china"}')
    (tmp_path / "2-shop.json").write_text('{"name": "shop", "hours": ["10:00-20:00"], "base": "office"}')

    found = calendars_in(str(tmp_path))

    assert sorted(found) == ["office", "shop"]
    assert found["shop"].known == {2024, 2025, 2026}


def test_no_folder_means_none():
    assert calendars_in("") == {}


@pytest.mark.parametrize("text", ["{", '{"name": "china", "hours": ["08:00-16:00"]}'])
def test_a_file_that_is_none_is_named(tmp_path, text):
    (tmp_path / "x.json").write_text(text)

    with pytest.raises(Invalid, match=r"x\.json"):
        calendars_in(str(tmp_path))


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Invalid, match="nowhere"):
        calendars_in(str(tmp_path / "nowhere"))
