"""Checking, fixing and deploying a model on the desk, or a content that is not saved yet."""

from __future__ import annotations

from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import LongText, Shape
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.bootstrap.checking import fix_alone
from lingqu.files import drafts
from lingqu.files.drafts import Draft
from lingqu.kernel.keys import parse_key
from lingqu.runtime import FileProblem


class Content(Shape, forbid_unknown_fields=True):
    """`content` empty: the stored draft."""

    content: LongText = ""


class Deployment(Content, forbid_unknown_fields=True):
    """`sound`: refuse what is proven unsound."""

    sound: bool = False


class Fix(Content, forbid_unknown_fields=True):
    """`code` and `element` choose which problem; empty: every one that can be put right without asking."""

    code: str = ""
    element: str = ""


class Step(Shape):
    """What acts, and the flows and elements on which tokens lie after it, one entry a token."""

    element: str
    tokens: list[str]


class ModelProblem(Shape):
    """`trace`: a story that leads to what was refuted."""

    element: str
    code: str
    severity: str
    message: str
    line: int
    file: str = ""
    trace: list[Step] = []
    fixable: bool = False


class Problems(Shape):
    problems: list[ModelProblem]


class Deployed(Shape):
    definition_key: str
    version: int
    unchanged: bool
    problems: list[ModelProblem]


@post("/api/models/{model_id:str}/check", status_code=200)
@in_thread
def check_model(
    house: House, viewer: Viewer, language: Language, model_id: FromPath[str], data: JSONBody[Content]
) -> Problems:
    """What the deployer would say, without deploying."""
    viewer.must("design")
    draft, content = _given(house, viewer, model_id, data)
    found = house.runtime.check([(_file_name(draft), content)], tenant=viewer.tenant)
    return Problems(problems=[_problem(p, language) for p in found])


@post("/api/models/{model_id:str}/fix", status_code=200)
@in_thread
def fix_model(house: House, viewer: Viewer, model_id: FromPath[str], data: JSONBody[Fix]) -> Content:
    """The drawing with what can be put right without asking. Nothing is saved."""
    viewer.must("design")
    draft, content = _given(house, viewer, model_id, data)
    return Content(content=fix_alone(_file_name(draft), content, data.code, data.element)[0].decode())


@post("/api/models/{model_id:str}/deploy", status_code=200)
@in_thread
def deploy_model(
    house: House, viewer: Viewer, language: Language, model_id: FromPath[str], data: JSONBody[Deployment]
) -> Deployed:
    """Deploy the draft (or the content given). Running instances finish on their version."""
    viewer.must("deploy")
    draft, content = _given(house, viewer, model_id, data)
    done = house.runtime.deploy([(_file_name(draft), content)], tenant=viewer.tenant, by=viewer.login, sound=data.sound)
    first = done.definitions[0]
    return Deployed(
        definition_key=str(first.key),
        version=first.version,
        unchanged=first.unchanged,
        problems=[_problem(p, language) for p in done.problems],
    )


def _given(house: House, viewer: Viewer, model_id: str, data: Content) -> tuple[Draft, bytes]:
    with house.db.reading() as c:
        draft, stored = drafts.read(c, viewer.tenant, parse_key(model_id, "id"))
    return draft, data.content.encode() if data.content else stored


def _file_name(draft: Draft) -> str:
    return f"{draft.name}.{draft.kind}"


def _problem(problem: FileProblem, language: Language) -> ModelProblem:
    return ModelProblem(
        element=problem.element,
        code=problem.code,
        severity=problem.severity,
        message=problem.message.text(language),
        line=problem.line,
        file=problem.file,
        trace=[Step(element=one.element, tokens=list(one.tokens)) for one in problem.trace],
        fixable=problem.fixable,
    )


HANDLERS = [check_model, fix_model, deploy_model]
