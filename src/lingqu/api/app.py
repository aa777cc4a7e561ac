"""The application: all resources, one gate, one way to tell of errors, one OpenAPI document, the web app."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

from litestar import Litestar, MediaType, Request, Response, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.params import FromPath
from litestar.response import File
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from lingqu import __version__
from lingqu.api import (
    activities,
    bulk,
    connections,
    decided,
    desk,
    docs,
    documents,
    effects,
    feed,
    feed_webhooks,
    feel,
    forgetting,
    instances,
    keeping,
    keys,
    model_checks,
    model_versions,
    models,
    notices,
    operating,
    organisation,
    people,
    problems,
    processes,
    session,
    sources,
    tasks,
    webhooks,
    working,
)
from lingqu.api.admission import admitted
from lingqu.api.editions import Unchanged
from lingqu.api.gate import Gate, viewer_of
from lingqu.api.given import House
from lingqu.api.leaving import tell_leaving
from lingqu.api.once import Once
from lingqu.api.pace import Pace
from lingqu.api.v2 import (
    absent,
    ad_hoc,
    audit_logs,
    authorizations,
    batch_operations,
    batches,
    cluster,
    cluster_variables,
    conditionals,
    correlations,
    creation,
    decision_instances,
    decisions,
    deployments,
    expressions,
    figures,
    global_listeners,
    incident_figures,
    job_figures,
    jobs,
    messages,
    operations,
    process_instances,
    reading,
    resources,
    system,
    user_tasks,
    waits,
)
from lingqu.api.v2 import documents as documents_v2
from lingqu.api.v2 import forms as forms_v2
from lingqu.api.verbs import tell_verbs
from lingqu.api.wire import ExactRequest, ExactResponse, in_thread
from lingqu.bootstrap import house as house_
from lingqu.directory.viewer import Viewer
from lingqu.kernel.errors import NotFound, Rejected
from lingqu.kernel.messages import Language
from lingqu.store import Lost, Transient

WEB = Path(__file__).parent.parent / "webui"

HANDLERS = [
    handler
    for resource in (
        session,
        people,
        organisation,
        keys,
        tasks,
        desk,
        notices,
        processes,
        instances,
        operating,
        decided,
        activities,
        model_checks,
        model_versions,
        models,
        feel,
        connections,
        sources,
        effects,
        forgetting,
        keeping,
        documents,
        webhooks,
        feed,
        feed_webhooks,
        bulk,
        working,
        cluster,
        deployments,
        decisions,
        decision_instances,
        creation,
        process_instances,
        operations,
        audit_logs,
        batches,
        batch_operations,
        reading,
        ad_hoc,
        jobs,
        user_tasks,
        messages,
        conditionals,
        forms_v2,
        expressions,
        figures,
        incident_figures,
        job_figures,
        system,
        cluster_variables,
        documents_v2,
        resources,
        waits,
        correlations,
        global_listeners,
        authorizations,
        absent,
    )
    for handler in resource.HANDLERS
]


@get("/health", opt={"public": True})
@in_thread
def health(house: House) -> Response[dict[str, Any]]:
    """Whether this process works, and what it has to say about it."""
    found = house.ready()
    return Response({"status": "up", "version": __version__, "ready": found.ok, "notes": list(found.notes)})


@get("/ready", opt={"public": True})
@in_thread
def ready(house: House) -> Response[dict[str, Any]]:
    """200 if requests may be sent here, 503 if not."""
    found = house.ready()
    return Response({"ready": found.ok, "notes": list(found.notes)}, status_code=200 if found.ok else 503)


@get("/metrics", opt={"public": True})
@in_thread
def metrics(house: House, request: Request[Any, Any, Any]) -> Response[bytes]:
    """Prometheus metrics of this node. By the setting `metrics` it is public, or for who may monitor."""
    if house.settings.metrics_guarded:
        viewer_of(request).must("monitor")
    return Response(generate_latest() + house.runtime.figures.text(), media_type=CONTENT_TYPE_LATEST)


@get(["/", "/{path:path}"], opt={"public": True}, include_in_schema=False)
@in_thread
def web_app(path: FromPath[str] = "") -> Response[Any]:
    """The web app: its files, and its page for every address that it routes itself."""
    if path.startswith(("/api/", "/v2/", "/cluster/", "/hooks/")):
        raise NotFound("api.not_found", what="path", key=path)
    wanted = (WEB / path.lstrip("/")).resolve()
    if path.strip("/") and wanted.is_file() and wanted.is_relative_to(WEB.resolve()):
        lasting = "/assets/" in path
        cache = "public, max-age=31536000, immutable" if lasting else "no-cache"
        kind = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
        return File(wanted, media_type=kind, content_disposition_type="inline", headers={"Cache-Control": cache})
    page = WEB / "index.html"
    if not page.is_file():
        return Response(
            "Lingqu runs, but the web app has not been built: see README.md.",
            media_type=MediaType.TEXT,
            status_code=503,
        )
    return File(page, media_type="text/html", content_disposition_type="inline", headers={"Cache-Control": "no-cache"})


def signed_in(request: Any, handler: BaseRouteHandler) -> None:
    """Guard on every handler: somebody is signed in, unless the handler says that it is public.

    OPTIONS tells the verbs of an address and nothing else: the gate does not look at it.
    """
    if request.method != "OPTIONS" and not handler.opt.get("public"):
        viewer_of(request)


def create_app(house: house_.House) -> Litestar:
    """The ASGI application over an opened house."""

    def the_house() -> house_.House:
        return house

    def the_viewer(request: Request[Any, Any, Any]) -> Viewer:
        return viewer_of(request)

    def the_language(request: Request[Any, Any, Any]) -> Language:
        return problems.language_of(request)

    return Litestar(
        route_handlers=[*HANDLERS, health, ready, metrics, web_app],
        state=State({"house": house}),
        dependencies={
            "house": Provide(the_house, sync_to_thread=False, use_cache=True),
            "viewer": Provide(the_viewer, sync_to_thread=False),
            "language": Provide(the_language, sync_to_thread=False),
        },
        guards=[signed_in, admitted],
        before_send=[tell_verbs, tell_leaving],
        middleware=[DefineMiddleware(Gate, exclude_from_auth_key="no_gate"), Pace, Once, Unchanged],
        exception_handlers={
            Rejected: problems.rejected,
            Lost: problems.database_away,
            Transient: problems.database_away,
            HTTPException: problems.http_error,
            Exception: problems.our_fault,
        },
        request_class=ExactRequest,
        response_class=ExactResponse,
        request_max_body_size=house.settings.max_body_mb << 20,
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=1024, exclude=["/api/events", "/api/jobs/stream", "/api/feed/stream", "/bulk$"]
        ),
        openapi_config=docs.config(),
        logging_config=None,
    )
