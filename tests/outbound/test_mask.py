"""A known secret shows in no text, in none of the forms in which it travels."""

import base64
import io
import json
import logging
from urllib.parse import quote, quote_plus

import pytest

from lingqu.outbound.mask import Mask

SECRET = 'p4ss wörd/"密钥"'


@pytest.fixture
def mask():
    mask = Mask()
    mask.add(SECRET)
    return mask


@pytest.mark.parametrize(
    "form", [SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET), json.dumps(SECRET)]
)
def test_a_secret_is_masked_in_every_form(mask, form):
    shown = mask.text(f"before {form} after")
    assert "***" in shown
    assert "p4ss" not in shown
    assert shown.startswith("before ")
    assert shown.endswith(" after")


@pytest.mark.parametrize("user", ["", "a", "ab", "abc", "a long user name"])
def test_a_secret_is_masked_inside_basic_credentials(mask, user):
    header = base64.b64encode(f"{user}:{SECRET}".encode()).decode()
    shown = mask.text(header)
    assert "***" in shown
    before, _, after = shown.partition("***")
    assert len(base64.b64decode(before + "A" * (-len(before) % 4))) <= len(f"{user}:") + 3
    assert len(after) <= 4


def test_the_longer_of_two_secrets_is_masked_whole():
    mask = Mask()
    mask.add("abcd", "abcdefgh")
    assert mask.text("x abcdefgh x") == "x *** x"


def test_a_structured_log_line_is_masked_at_every_depth(mask):
    event = mask.processor(
        None, "info", {"event": "call", "at": {"deep": [f"key={SECRET}", 1]}, "wrong": ValueError(SECRET)}
    )
    assert event == {"event": "call", "at": {"deep": ["key=***", 1]}, "wrong": "ValueError: ***"}


def test_a_log_line_of_another_package_is_masked_with_its_traceback(mask, request):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(mask.filter())
    logger = logging.getLogger("tests.outbound.other")
    logger.addHandler(handler)
    request.addfinalizer(lambda: logger.removeHandler(handler))
    try:
        raise RuntimeError(SECRET)
    except RuntimeError:
        logger.exception("failed with %s", SECRET)
    assert "failed with ***" in stream.getvalue()
    assert "p4ss" not in stream.getvalue()


def test_the_mask_itself_shows_nothing(mask):
    assert "p4ss" not in repr(mask)
    assert "p4ss" not in str(vars(mask).get("name", ""))
