"""Element templates for the designer, made from the manifests, in the JSON format of the open bpmn.io tools."""

from __future__ import annotations

from typing import Any

from lingqu.hub.binding import CONNECTOR_JOB, REST_JOB
from lingqu.hub.manifest import ActionManifest, Connector, Connectors, Field, Named
from lingqu.kernel.messages import Language

_SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json"
_SERVICE = {"value": "bpmn:ServiceTask"}

_WORDS: dict[str, Named] = {
    "connection": Named(zh="连接", en="Connection"),
    "connection_hint": Named(zh="「系统」页面中的连接名", en="The connection's name on the Systems page"),
    "target": Named(zh="目标系统", en="Target system"),
    "inputs": Named(zh="输入", en="Inputs"),
    "output": Named(zh="结果", en="Result"),
    "errors": Named(zh="错误处理", en="Errors"),
    "result_variable": Named(zh="结果变量", en="Result variable"),
    "result_expression": Named(zh="结果表达式", en="Result expression"),
    "error_expression": Named(zh="错误表达式", en="Error expression"),
    "retries": Named(zh="重试次数", en="Retries"),
    "backoff": Named(zh="重试间隔", en="Time between retries"),
    "request": Named(zh="请求", en="Request"),
    "sign_in": Named(zh="身份验证", en="Authentication"),
    "rest": Named(zh="REST 请求", en="REST request"),
    "idempotency": Named(zh="可重复性", en="Repeatability"),
}
#: The fields of a sign-in, by its kind: (name, zh, en).
_AUTH: dict[str, tuple[tuple[str, str, str], ...]] = {
    "apiKey": (("name", "密钥名", "Key name"), ("value", "密钥值", "Key value")),
    "basic": (("username", "用户名", "User name"), ("password", "密码", "Password")),
    "bearer": (("token", "令牌", "Token"),),
    "oauth-client-credentials-flow": (
        ("oauthTokenEndpoint", "令牌地址", "Token endpoint"),
        ("clientId", "客户端 ID", "Client ID"),
        ("clientSecret", "客户端密钥", "Client secret"),
        ("audience", "受众", "Audience"),
        ("scopes", "权限范围", "Scopes"),
    ),
}
_KINDS = {
    "noAuth": Named(zh="无", en="None"),
    "apiKey": Named(zh="API 密钥", en="API key"),
    "basic": Named(zh="用户名与密码", en="Basic"),
    "bearer": Named(zh="令牌 (Bearer)", en="Bearer token"),
    "oauth-client-credentials-flow": Named(zh="OAuth 2.0 客户端凭据", en="OAuth 2.0 client credentials"),
}


def templates(connectors: Connectors, language: Language = "zh") -> list[dict[str, Any]]:
    """One template an action, and the REST template for what has no connector."""
    made = [
        _template(connector, action, language)
        for connector in connectors.all.values()
        if connector.manifest.id != "rest"
        for action in connector.manifest.actions
    ]
    return [*made, rest_template(language)]


def _template(connector: Connector, action: ActionManifest, language: Language) -> dict[str, Any]:
    manifest = connector.manifest
    name = f"{_said(manifest.name, language)}: {_said(action.name, language)}"
    fixed = [
        _hidden({"type": "zeebe:taskDefinition", "property": "type"}, CONNECTOR_JOB),
        _hidden({"type": "zeebe:input", "name": "action"}, action.id),
        {
            "id": "connection",
            "label": _word("connection", language),
            "description": _word("connection_hint", language),
            "type": "String",
            "feel": "optional",
            "group": "target",
            "binding": {"type": "zeebe:input", "name": "connection"},
            "constraints": {"notEmpty": True},
        },
    ]
    inputs = [_input(id_, field, language) for id_, field in action.inputs.items()]
    groups = [("target", "target"), ("inputs", "inputs"), ("output", "output"), ("errors", "errors")]
    return {
        "$schema": _SCHEMA,
        "name": name,
        "id": f"io.lingqu.{manifest.id}.{action.id}",
        "version": manifest.version,
        "description": action.output,
        "appliesTo": ["bpmn:Task", "bpmn:ServiceTask"],
        "elementType": _SERVICE,
        "category": {"id": "connectors", "name": _said(Named(zh="连接器", en="Connectors"), language)},
        "groups": [{"id": id_, "label": _word(word, language)} for id_, word in groups],
        "properties": [*fixed, *inputs, *_outcome(language)],
    }


def _input(id_: str, field: Field, language: Language) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": id_,
        "label": _said(field.name, language),
        "group": "inputs",
        "binding": {"type": "zeebe:input", "name": id_},
    }
    if field.choices:
        shown |= {"type": "Dropdown", "choices": [{"name": one, "value": one} for one in field.choices]}
    elif field.type == "text":
        shown |= {"type": "String", "feel": "optional"}
    else:
        shown |= {"type": "String", "feel": "required"}
    if field.required:
        shown["constraints"] = {"notEmpty": True}
    else:
        shown["optional"] = True
    return shown


def _outcome(language: Language) -> list[dict[str, Any]]:
    return [
        _header("resultVariable", "result_variable", "output", language),
        _header("resultExpression", "result_expression", "output", language, feel=True),
        _header("errorExpression", "error_expression", "errors", language, feel=True),
        {
            "id": "retries",
            "label": _word("retries", language),
            "type": "String",
            "value": "3",
            "group": "errors",
            "binding": {"type": "zeebe:taskDefinition", "property": "retries"},
        },
        {**_header("retryBackoff", "backoff", "errors", language), "value": "PT10S"},
    ]


def rest_template(language: Language = "zh") -> dict[str, Any]:
    """Any HTTP interface, with the inputs of Camunda 8's job type, so that models move both ways."""
    zh = language == "zh"
    methods = [{"name": one, "value": one} for one in ("GET", "POST", "PUT", "PATCH", "DELETE")]
    properties: list[dict[str, Any]] = [
        _hidden({"type": "zeebe:taskDefinition", "property": "type"}, REST_JOB),
        {
            "id": "authentication.type",
            "label": _word("sign_in", language),
            "type": "Dropdown",
            "value": "noAuth",
            "choices": [{"name": _said(name, language), "value": kind} for kind, name in _KINDS.items()],
            "group": "sign_in",
            "binding": {"type": "zeebe:input", "name": "authentication.type"},
        },
        {
            "id": "authentication.apiKeyLocation",
            "label": "密钥位置" if zh else "Key location",
            "type": "Dropdown",
            "value": "headers",
            "choices": [
                {"name": "请求头" if zh else "Headers", "value": "headers"},
                {"name": "查询参数" if zh else "Query", "value": "query"},
            ],
            "group": "sign_in",
            "condition": {"property": "authentication.type", "equals": "apiKey"},
            "binding": {"type": "zeebe:input", "name": "authentication.apiKeyLocation"},
        },
    ]
    for kind, fields in _AUTH.items():
        properties += [
            {
                "id": f"{kind}.{name}",
                "label": chinese if zh else english,
                "type": "String",
                "feel": "optional",
                "group": "sign_in",
                "optional": name in ("audience", "scopes"),
                "condition": {"property": "authentication.type", "equals": kind},
                "binding": {"type": "zeebe:input", "name": f"authentication.{name}"},
            }
            for name, chinese, english in fields
        ]
    properties += [
        {
            "id": "method",
            "label": "方法" if zh else "Method",
            "type": "Dropdown",
            "value": "GET",
            "choices": methods,
            "group": "request",
            "binding": {"type": "zeebe:input", "name": "method"},
        },
        _text("url", "地址" if zh else "URL", required=True),
        _text("headers", "请求头" if zh else "Headers", feel="required"),
        _text("queryParameters", "查询参数" if zh else "Query parameters", feel="required"),
        _text("body", "正文" if zh else "Body", feel="optional", kind="Text"),
        _text("connectionTimeoutInSeconds", "连接超时 (秒)" if zh else "Connection timeout (s)", value="20"),
        _text("readTimeoutInSeconds", "读取超时 (秒)" if zh else "Read timeout (s)", value="20"),
        {
            "id": "idempotency",
            "label": _word("idempotency", language),
            "type": "Dropdown",
            "value": "",
            "choices": [
                {"name": "按方法判断" if zh else "By the method", "value": ""},
                {"name": "重复请求无害" if zh else "Repeating is harmless", "value": "A"},
                {"name": "结果未知时由人决定" if zh else "A person decides when unknown", "value": "E"},
            ],
            "group": "errors",
            "binding": {"type": "zeebe:taskHeader", "key": "idempotency"},
        },
        *_outcome(language),
    ]
    groups = ("sign_in", "request", "output", "errors")
    return {
        "$schema": _SCHEMA,
        "name": _word("rest", language),
        "id": "io.lingqu.rest",
        "version": 1,
        "description": "调用任何 HTTP 接口" if zh else "Call any HTTP interface",
        "appliesTo": ["bpmn:Task", "bpmn:ServiceTask"],
        "elementType": _SERVICE,
        "category": {"id": "connectors", "name": "连接器" if zh else "Connectors"},
        "groups": [{"id": group, "label": _word(group, language)} for group in groups],
        "properties": properties,
    }


def _text(
    id_: str, label: str, *, required: bool = False, feel: str = "optional", kind: str = "String", value: str = ""
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": id_,
        "label": label,
        "type": kind,
        "feel": feel,
        "group": "request",
        "binding": {"type": "zeebe:input", "name": id_},
    }
    if value:
        shown["value"] = value
    if required:
        shown["constraints"] = {"notEmpty": True}
    else:
        shown["optional"] = True
    return shown


def _header(id_: str, word: str, group: str, language: Language, *, feel: bool = False) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": id_,
        "label": _word(word, language),
        "type": "Text" if feel else "String",
        "group": group,
        "optional": True,
        "binding": {"type": "zeebe:taskHeader", "key": id_},
    }
    return {**shown, "feel": "required"} if feel else shown


def _hidden(binding: dict[str, str], value: str) -> dict[str, Any]:
    return {"type": "Hidden", "value": value, "binding": binding}


def _word(name: str, language: Language) -> str:
    return _said(_WORDS[name], language)


def _said(name: Named, language: Language) -> str:
    return name.zh if language == "zh" else name.en
