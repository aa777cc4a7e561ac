"""Small decision models for tests, drawn in text."""

from xml.sax.saxutils import escape

from lingqu import dmn
from lingqu.model.dmn import VERSIONS, read


def table(text, policy="UNIQUE", aggregation="", input_values=(), output_values=(), defaults=(), types=()):
    """A table in text: a head `a, b -> x`, then one rule a line, cells between `|`, `->` before the outputs."""
    head, *rules = [line.strip() for line in text.strip().splitlines()]
    inputs, outputs = ([name.strip() for name in side.split(",") if name.strip()] for side in head.split("->"))
    parts = []
    for at, name in enumerate(inputs):
        values = _text("inputValues", input_values[at]) if at < len(input_values) and input_values[at] else ""
        parts.append(f"<input>{_text('inputExpression', name)}{values}</input>")
    for at, name in enumerate(outputs):
        values = _text("outputValues", output_values[at]) if at < len(output_values) and output_values[at] else ""
        default = _text("defaultOutputEntry", defaults[at]) if at < len(defaults) else ""
        kind = f' typeRef="{types[at]}"' if at < len(types) else ""
        parts.append(f'<output name="{name}"{kind}>{values}{default}</output>')
    for number, rule in enumerate(rules, 1):
        left, right = rule.split("->")
        cells = [_text("inputEntry", cell) for cell in left.split("|")] if inputs else []
        cells += [_text("outputEntry", cell) for cell in right.split("|")]
        parts.append(f'<rule id="r{number}">{"".join(cells)}</rule>')
    more = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="t" hitPolicy="{policy}"{more}>{"".join(parts)}</decisionTable>'


def literal(text, kind=""):
    more = f' typeRef="{kind}"' if kind else ""
    return f"<literalExpression{more}><text>{escape(text)}</text></literalExpression>"


def decision(name, logic, *requires, kind=""):
    """A decision that requires elements by name; `!name` is a function."""
    needs = "".join(_requirement(one) for one in requires)
    more = f' typeRef="{kind}"' if kind else ""
    return f'<decision id="{_id(name)}" name="{name}"><variable name="{name}"{more}/>{needs}{logic}</decision>'


def given(name, kind=""):
    more = f' typeRef="{kind}"' if kind else ""
    return f'<inputData id="{_id(name)}" name="{name}"><variable name="{name}"{more}/></inputData>'


def knowledge(name, parameters, logic, *requires, kind=""):
    needs = "".join(_requirement(one) for one in requires)
    formal = "".join(f'<formalParameter name="{one}"/>' for one in parameters)
    more = f' typeRef="{kind}"' if kind else ""
    return (
        f'<businessKnowledgeModel id="{_id(name)}" name="{name}"><variable name="{name}"{more}/>'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{needs}</businessKnowledgeModel>"
    )


def document(*parts, namespace="urn:test", name="test", imports="", version="1.5"):
    return (
        f'<definitions xmlns="{VERSIONS[version]}" id="d" name="{name}" namespace="{namespace}">'
        f"{imports}{''.join(parts)}</definitions>"
    ).encode()


def imported(name, namespace):
    return f'<import name="{name}" namespace="{namespace}" importType="{VERSIONS["1.5"]}"/>'


def compiled(*parts, others=(), **more):
    return dmn.compile(read(document(*parts, **more)), [read(one) for one in others])


def one_table(text, **more):
    """A model of one decision "d" whose inputs are the columns."""
    names = [name.strip() for name in text.strip().splitlines()[0].split("->")[0].split(",") if name.strip()]
    return compiled(*(given(name) for name in names), decision("d", table(text, **more), *names))


def told(result):
    return [one.kind for one in result.warnings]


def _id(name):
    return "_" + name.replace(" ", "_")


def _requirement(name):
    if name.startswith("!"):
        href = name[1:] if "#" in name else f"#{_id(name[1:])}"
        return f'<knowledgeRequirement><requiredKnowledge href="{href}"/></knowledgeRequirement>'
    href = name if "#" in name else f"#{_id(name)}"
    return f'<informationRequirement><requiredInput href="{href}"/></informationRequirement>'


def _text(tag, text):
    return f"<{tag}><text>{escape(text.strip())}</text></{tag}>"
