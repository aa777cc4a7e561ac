"""Errors at the edge: problem+json (RFC 9457) with a code and a sentence in the reader's language, never a trace."""

from __future__ import annotations

from typing import Any

import msgspec
import structlog
from litestar import Request
from litestar.exceptions import HTTPException, InternalServerException, ValidationException

from lingqu.api import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.api.wire import ExactResponse
from lingqu.kernel.errors import Busy, Rejected
from lingqu.kernel.messages import Language, Message

_log = structlog.get_logger("lingqu.api")

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "RESOURCE_EXHAUSTED",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "RESOURCE_EXHAUSTED",
    504: "DEADLINE_EXCEEDED",
}


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """RFC 9457, with the catalogue's code and parameters; `errors` names the fields."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str = ""
    params: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []
    problems: list[Any] = []


def language_of(request: Request[Any, Any, Any]) -> Language:
    """The language in which this reader is told things: Accept-Language, zh unless it prefers English."""
    best, weight = "zh", 0.0
    for part in request.headers.get("accept-language", "").split(",")[:16]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            q = float(quality) if quality else 1.0
        except ValueError:
            q = 0.0
        name = tag[:2].lower()
        if name in {"zh", "en"} and q > weight:
            best, weight = name, q
    return "en" if best == "en" else "zh"


def answer(request: Request[Any, Any, Any], status: int, detail: str, **more: Any) -> ExactResponse:
    """A problem+json response."""
    headers = more.pop("headers", {})
    problem = Problem(
        type="about:blank",
        title=TITLES.get(status, "Error"),
        status=status,
        detail=detail,
        instance=request.url.path,
        **more,
    )
    return ExactResponse(problem, status_code=status, media_type="application/problem+json", headers=headers)


def rejected(request: Request[Any, Any, Any], wrong: Rejected) -> ExactResponse:
    """The caller's fault, in words."""
    headers = {}
    if isinstance(wrong, Busy):
        headers["Retry-After"] = str(wrong.params.get("retry_after", 1))
    if wrong.status == 401 and not request.url.path.startswith("/api/session"):
        headers["WWW-Authenticate"] = 'Bearer realm="lingqu"'
    language = language_of(request)
    params = {name: value for name, value in wrong.params.items() if name not in {"errors", "problems"}}
    return answer(
        request,
        _status(request, wrong),
        wrong.message.text(language),
        code=wrong.code,
        params=params,
        errors=[_told(one, language) for one in wrong.params.get("errors", _fields(wrong))],
        problems=[_told(one, language) for one in wrong.params.get("problems", ())],
        headers=headers,
    )


def _status(request: Request[Any, Any, Any], wrong: Rejected) -> int:
    """Its HTTP status; the clients of /v2 know 400 and no 422."""
    return 400 if wrong.status == 422 and request.url.path.startswith("/v2/") else wrong.status


def http_error(request: Request[Any, Any, Any], wrong: HTTPException) -> ExactResponse:
    """What Litestar found wrong with the shape of a request (path, method, types, size)."""
    if isinstance(wrong, InternalServerException) and isinstance(wrong.__cause__, msgspec.ValidationError):
        # a field of the body that bears a dependency's name ("language"): Litestar takes its fault for ours
        wrong = ValidationException(str(wrong.__cause__))
    status = wrong.status_code
    errors = []
    if isinstance(wrong, ValidationException) and isinstance(wrong.extra, list):
        errors = [{"field": str(e.get("key", "")), "message": str(e.get("message", ""))} for e in wrong.extra]
    code = {400: "api.bad_request", 404: "api.no_such_path", 405: "api.wrong_method", 413: "api.too_large"}.get(
        status, "api.refused"
    )
    reason = "; ".join(f"{e['field']}: {e['message']}" for e in errors) or wrong.detail
    message = Message(code=code, params={"reason": reason, "path": request.url.path, "method": request.method})
    headers = dict(wrong.headers or {})
    return answer(request, status, message.text(language_of(request)), code=code, errors=errors, headers=headers)


def database_away(request: Request[Any, Any, Any], wrong: Exception) -> ExactResponse:
    """The database cannot be asked at the moment: nothing was done, and the same request may pass soon."""
    _log.warning("database away", path=request.url.path, method=request.method, error=str(wrong))
    return rejected(request, Busy("api.database_away", retry_after=2))


def our_fault(request: Request[Any, Any, Any], wrong: Exception) -> ExactResponse:
    """Anything else is ours: logged with its trace, told without it."""
    _log.error("request failed", path=request.url.path, method=request.method, exc_info=wrong)
    message = Message(code="api.our_fault")
    return answer(request, 500, message.text(language_of(request)), code="api.our_fault")


def _fields(wrong: Rejected) -> list[dict[str, Any]]:
    """The one field that a refusal names, as `errors` tells it."""
    place = wrong.params.get("field", wrong.params.get("path"))
    if wrong.status >= 500 or not isinstance(place, str):
        return []
    return [{"field": place, "message": wrong.params.get("reason", wrong.message)}]


def _told(one: Any, language: Language) -> Any:
    """A field problem or a problem of a drawing, with its message in the reader's language."""
    data = (
        {name: getattr(one, name) for name in one.__struct_fields__} if isinstance(one, msgspec.Struct) else dict(one)
    )
    return {name: value.text(language) if isinstance(value, Message) else value for name, value in data.items()}
