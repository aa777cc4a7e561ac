"""The model's messages: what is wrong with a document that cannot be read."""

from lingqu.kernel.messages import register

register(
    "model",
    {
        "too_large": (
            "文档有 {size} 字节, 超过上限 {limit} 字节",
            "Expected a document of at most {limit} bytes, but it has {size}",
        ),
        "malformed": (
            "第 {line} 行: XML 不完整或有错误 ({reason})",
            "Line {line}: expected well-formed XML, but {reason}",
        ),
        "doctype": (
            "文档含有 DOCTYPE 或实体声明, 出于安全不予读取",
            "Expected a document without DOCTYPE or entities, but it declares one",
        ),
        "too_deep": (
            "第 {line} 行: 元素嵌套超过 {limit} 层",
            "Line {line}: expected elements nested at most {limit} deep, but they go deeper",
        ),
        "too_many": (
            "文档的元素超过 {limit} 个",
            "Expected at most {limit} elements, but the document has more",
        ),
        "not_bpmn": (
            "第 {line} 行: 这不是 BPMN 2.0 文档, 根元素应为 {expected}, 实际是 {root}",
            "Line {line}: expected a BPMN 2.0 document with root element {expected}, but it is {root}",
        ),
        "not_dmn": (
            "第 {line} 行: 这不是 DMN 文档, 根元素应为 definitions (DMN 1.1 至 1.6), 实际是 {root}",
            "Line {line}: expected a DMN document (1.1 to 1.6) with root element definitions, but it is {root}",
        ),
        "bad_attribute": (
            "第 {line} 行, 元素 {element}: 属性 {attribute} 应为 {expected}, 实际是 “{given}”",
            "Line {line}, element {element}: expected attribute {attribute} to be {expected}, but it is '{given}'",
        ),
        "text_expected": (
            "第 {line} 行, 元素 {element}: {tag} 里应当只有文字, 但含有其他元素",
            "Line {line}, element {element}: expected only text in {tag}, but it holds elements",
        ),
        "repeated": (
            "第 {line} 行, 元素 {element}: {tag} 只能出现一次",
            "Line {line}, element {element}: expected {tag} once, but it is there again",
        ),
        "form_wrong": (
            "表单 {path} 应为 {expected}",
            "Expected {path} of the form to be {expected}, but it is something else",
        ),
        "form_too_deep": (
            "表单 {path} 嵌套超过 {limit} 层",
            "Expected a form nested at most {limit} deep, but {path} goes deeper",
        ),
        "form_too_many": (
            "表单的组件超过 {limit} 个",
            "Expected a form of at most {limit} components, but it has more",
        ),
    },
)
