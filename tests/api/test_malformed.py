"""The matrix of malformed requests: each is refused with its place in the reader's language, and changes nothing."""

import re

import pytest
from litestar.testing import TestClient

import malformed
from api_house import Person
from api_things import SEARCHES, belongings, real
from lingqu.api.app import create_app
from lingqu.api.problems import TITLES
from lingqu.store.tables import metadata

#: What a node writes by itself: that it lives, how far it came, when somebody was last seen.
OWN_LINES = {"batch", "node", "session", "api_token"}
TABLES = sorted({table.name for table in metadata.sorted_tables} - OWN_LINES)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


class Asking:
    """Sends cases as the administrator and keeps what is wrong with the answers."""

    def __init__(self, house, client, things):
        self._client, self._things, self._house = client, things, house
        token = Person(client, "admin").post("/api/tokens", {"name": "t"})["token"]
        self._headers = {"authorization": f"Bearer {token}"}
        self._told = set()
        self.wrong = []
        self.asked = 0
        self.document = client.get("/docs/openapi.json").json()

    def __call__(self, case):
        answer = self._send(case, "en")
        self._look(case, answer)
        reason = answer.json().get("params", {}).get("reason") if answer.content else None
        kind = (answer.status_code, case.place == "", reason.get("code") if isinstance(reason, dict) else reason)
        if kind not in self._told:
            self._told.add(kind)
            chinese = self._send(case, "zh")
            if (
                400 <= answer.status_code < 500
                and answer.content
                and (not CHINESE.search(chinese.json()["detail"]) or CHINESE.search(answer.json()["detail"]))
            ):
                self.wrong.append(f"{case}: {chinese.text[:200]} / {answer.text[:200]}")
        return answer

    def _send(self, case, language):
        self.asked += 1
        path = real(case.path, self._things) + case.query
        headers = {**self._headers, **case.headers, "accept-language": language}
        return self._client.request(case.verb, path, content=case.content, headers=headers)

    def _look(self, case, answer):
        form = answer.headers.get("content-type", "")
        if answer.status_code != case.status or form != "application/problem+json":
            self.wrong.append(f"{case}: {answer.status_code} {form} {answer.text[:200]}")
            return
        problem = answer.json()
        whole = (problem["type"], problem["title"], problem["status"]) == (
            "about:blank",
            TITLES[case.status],
            case.status,
        )
        errors = problem.get("errors", [])
        places = [one["field"] for one in errors]
        named = not case.place or (case.place in places and places[0] in problem["detail"])
        named = named or (case.place == "*" and len(places) == 1)
        if (
            not whole
            or not problem["detail"]
            or not problem["code"]
            or not named
            or not all(e["message"] for e in errors)
        ):
            self.wrong.append(f"{case}: {answer.text[:300]}")

    def rows(self):
        """Everything that is stored, by table."""
        with self._house.db.reading() as c:
            return {name: sorted(map(repr, c.rows(f'SELECT * FROM "{name}"'))) for name in TABLES}  # noqa: S608


@pytest.fixture
def asking(house):
    with TestClient(create_app(house), raise_server_exceptions=False) as client:
        things = belongings(house, Person(client, "wang.min"), Person(client, "admin"))
        asking = Asking(house, client, things)
        before = asking.rows()
        yield asking
        after = asking.rows()
    assert asking.wrong == [], "\n".join([f"{len(asking.wrong)} of {asking.asked}", *asking.wrong[:400]])
    assert {name for name in before if before[name] != after[name]} == set()


def test_a_body_that_does_not_fit_is_refused_by_its_field(asking):
    for case in malformed.bodies(asking.document):
        asking(case)

    assert asking.asked > 1_000


def test_a_body_in_another_form_or_broken_is_refused(asking):
    for case in malformed.forms(asking.document):
        asking(case)


def test_a_parameter_that_there_is_not_or_does_not_fit_is_refused_by_name(asking):
    for case in malformed.parameters(asking.document):
        asking(case)


def test_an_address_says_which_verbs_it_takes(asking):
    for case, taken in malformed.methods(asking.document):
        answer = asking(case)
        if set(answer.headers.get("allow", "").split(", ")) - {"OPTIONS"} != taken:
            asking.wrong.append(f"{case}: allows {answer.headers.get('allow')}")


def test_a_search_for_what_there_is_not_is_refused_by_its_place(asking):
    for case in malformed.searches(SEARCHES):
        asking(case)


def test_a_key_of_an_address_that_is_none_is_refused_by_name(asking):
    for case in malformed.addresses(asking.document):
        asking(case)


def test_a_form_without_its_parts_or_with_others_is_refused_by_their_names(asking):
    for case in malformed.uploads():
        asking(case)
