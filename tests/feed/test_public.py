"""The public events: each is documented, and what is told has a type that can be asked for."""

from pathlib import Path

from lingqu.feed.events import PREFIX, TYPES, FeedEvent, Wanted, known_type

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "follow-what-happens.md"


def event(type_, process="p"):
    data = {"processDefinitionId": process}
    return FeedEvent(id="1", source="/", type=PREFIX + type_, subject="1", time="2026-01-01T00:00:00.000Z", data=data)


def test_the_page_names_every_type_with_its_words():
    text = PAGE.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("| `")] == [
        f"| `{name}` | {says} |" for name, says in TYPES.items()
    ]


def test_a_group_takes_in_its_types_and_nothing_else():
    assert event("task.created") in Wanted(types=("task",))
    assert event("task.created") in Wanted(types=("task.created",))
    assert event("task.created") not in Wanted(types=("task.completed", "instance"))
    assert event("task.created") not in Wanted(processes=("q",))
    assert event("task.created") in Wanted()


def test_only_types_that_there_are_can_be_asked_for():
    assert all(known_type(one) for one in ("task", "task.created", "document.rejected"))
    assert not any(known_type(one) for one in ("", "tasks", "task.eaten", "document.", "feed.test"))
