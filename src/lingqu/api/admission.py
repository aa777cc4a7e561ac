"""Admission: a request is looked at once, before its handler: its form, its parameters, and the shape of its body.

What does not fit is refused here with its place, so that a handler meets only what its types promise, and a slip of the
caller (a parameter that does not exist, a number written as text) is told instead of passed over.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple, TypeAlias

import msgspec
from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.params import BodyKwarg, ParameterKwarg
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from lingqu.api import parts
from lingqu.api.misfits import Check, Misfit, check_of, read, refuse, why
from lingqu.kernel.errors import Invalid, Unsupported

_Request: TypeAlias = Request[Any, Any, Any]
#: Characters of a parameter of an address.
LONGEST_PARAMETER = 2_048
_UTF8 = codecs.lookup("utf-8").name


class Terms(NamedTuple):
    """What one handler takes."""

    parameters: Mapping[str, tuple[Any, Check]]  # by their names in the address: type and check
    wanted: frozenset[str]  # of them
    form: RequestEncodingType | None  # of the body; None if the handler reads it by itself
    body: Check
    needed: bool


async def admitted(request: Any, handler: BaseRouteHandler) -> None:
    """Guard on every handler. Raises Invalid with the fields that do not fit, Unsupported for another form."""
    terms = _terms(request, handler)
    if terms is None:
        return
    refuse(_parameters(request, terms))
    if terms.form is RequestEncodingType.MULTI_PART:
        await _multipart(request)
    elif terms.form is RequestEncodingType.JSON:
        await _json(request, terms)


def _terms(request: _Request, handler: BaseRouteHandler) -> Terms | None:
    """The terms of a handler that is in the document; they are made with the first request."""
    state = request.app.state
    if not hasattr(state, "terms"):
        state.terms = {
            one.fn: _terms_of(one, model)
            for route in request.app.routes
            for one, model in getattr(route, "route_handler_map", {}).values()
            if one.resolve_include_in_schema() and not one.opt.get("any_parameter")
        }
    terms: Terms | None = state.terms.get(handler.fn)
    return terms


def _terms_of(handler: Any, model: Any) -> Terms:
    signature = handler.parsed_fn_signature.parameters
    asked = [one for one in model.expected_query_params if one.field_name in signature]
    parameters = {one.field_alias: _kind(signature[one.field_name]) for one in asked}
    data = handler.parsed_data_field
    form = data.kwarg_definition.media_type if data and isinstance(data.kwarg_definition, BodyKwarg) else None
    return Terms(
        parameters={name: (kind, check_of(kind)) for name, kind in parameters.items()},
        wanted=frozenset(one.field_alias for one in asked if one.is_required),
        form=RequestEncodingType(form) if form else None,
        body=check_of(data.annotation if form == RequestEncodingType.JSON else Any),
        needed=bool(data) and not data.has_default,
    )


def _kind(parameter: Any) -> Any:
    """The type of a parameter with the bounds that stand beside it."""
    told = parameter.kwarg_definition
    if isinstance(told, ParameterKwarg) and told.ge is not None:
        return Annotated[parameter.annotation, msgspec.Meta(ge=told.ge, le=told.le)]
    return parameter.annotation


def _parameters(request: _Request, terms: Terms) -> Iterator[Misfit]:
    given = request.query_params
    for name in given:
        values = given.getall(name)
        if name not in terms.parameters:
            yield name[:60], why("no_parameter")
        elif len(values) > 1:
            yield name, why("once")
        elif len(values[0]) > LONGEST_PARAMETER:
            yield name, why("length", least=0, most=LONGEST_PARAMETER)
        else:
            kind, check = terms.parameters[name]
            yield from check(read(values[0], kind), name)
    for name in terms.wanted.difference(given):
        yield name, why("missing")


async def _json(request: _Request, terms: Terms) -> None:
    if not await request.body():
        if terms.needed:
            raise Invalid("api.no_body", field="body")
        return
    _must_be(request, RequestEncodingType.JSON)
    refuse((place or "body", reason) for place, reason in terms.body(await request.json(), ""))


async def _multipart(request: _Request) -> None:
    """Parts are read here, because a charset that there is not, or bytes that are no text, are the caller's fault."""
    _must_be(request, RequestEncodingType.MULTI_PART)
    try:
        form = await request.form()
    except (ClientException, LookupError, UnicodeDecodeError) as wrong:
        if isinstance(wrong, HTTPException) and wrong.status_code == HTTP_413_REQUEST_ENTITY_TOO_LARGE:
            raise
        raise Invalid("api.bad_field", field="body", reason=why("no_form")) from None
    try:
        refuse(parts.misfits(request.scope["path_template"], form))
    except Invalid:
        await form.close()  # Litestar closes only what a handler got
        raise


def _must_be(request: _Request, wanted: RequestEncodingType) -> None:
    """Raises Unsupported if the request says that its body is of another form; for JSON it need not say anything."""
    form, said = request.content_type
    json = wanted is RequestEncodingType.JSON
    if not (form == wanted or (json and (not form or form.endswith("+json")))):
        raise Unsupported("api.wrong_form", field="Content-Type", wanted=wanted.value, given=form[:60])
    try:
        plain = codecs.lookup(said.get("charset") or _UTF8).name in {_UTF8, "ascii"}
    except LookupError:
        plain = False
    if not plain:
        raise Unsupported("api.wrong_charset", field="Content-Type", given=said["charset"][:60])
