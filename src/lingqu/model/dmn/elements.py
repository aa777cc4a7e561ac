"""What was drawn: the elements of a DMN document, immutable, with everything in it, without behaviour.

    Definitions
    ├── imports: Import, items: ItemDefinition
    ├── decisions: Decision ── variable, requirements, expression
    ├── inputs: InputData, services: DecisionService, models: BusinessKnowledgeModel, sources: KnowledgeSource
    └── rest                  kept XML: extensions, artifacts, the diagram (DMNDI)

References (`href`), types (`typeRef`) and names stand as the document has them; where they lead is the business of
`lingqu.dmn`. The order of the fields is the one in which the standard's schema wants the children.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import field

from lingqu.model.bpmn.parts import Attributes, Part, Raw, Text


class Element(Part, frozen=True, kw_only=True):
    """Base of everything in a DMN document. `ordinal` is its position among its siblings, from 0."""

    id: str = ""
    label: str = ""
    ordinal: int = 0
    description: Text | None = None
    attributes: Attributes = ()  # those that have no field here
    rest: tuple[Raw, ...] = ()  # children that have no field here


class Named(Element, frozen=True, kw_only=True):
    name: str = ""


class Reference(Element, frozen=True, kw_only=True):
    """A link to another element: `#id`, or `namespace#id` for one of another document."""

    href: str = ""


class InformationItem(Named, frozen=True, kw_only=True):
    """A variable, parameter or column: its name and the name of its type."""

    type_ref: str = ""


class UnaryTests(Element, frozen=True, kw_only=True):
    expression_language: str = ""
    text: Text | None = None


# ---- boxed expressions
class Expression(Element, frozen=True, kw_only=True):
    """Base of all boxed expressions."""

    type_ref: str = ""


class LiteralExpression(Expression, frozen=True, kw_only=True):
    expression_language: str = ""
    text: Text | None = None


class InputClause(Element, frozen=True, kw_only=True):
    """A column of conditions; `values` are the tests that every input must pass."""

    expression: LiteralExpression | None = field(default=None, name="inputExpression")
    values: UnaryTests | None = field(default=None, name="inputValues")


class OutputClause(Named, frozen=True, kw_only=True):
    """A column of results; `values` in order of their priority."""

    type_ref: str = ""
    values: UnaryTests | None = field(default=None, name="outputValues")
    default: LiteralExpression | None = field(default=None, name="defaultOutputEntry")


class Annotation(Named, frozen=True, kw_only=True):
    """The head of a column of remarks, or one remark."""

    text: Text | None = None


class Rule(Element, frozen=True, kw_only=True):
    inputs: tuple[UnaryTests, ...] = field(default=(), name="inputEntry")
    outputs: tuple[LiteralExpression, ...] = field(default=(), name="outputEntry")
    annotations: tuple[Annotation, ...] = field(default=(), name="annotationEntry")


class DecisionTable(Expression, frozen=True, kw_only=True):
    """`hit_policy` is a word such as `RULE ORDER`, empty for UNIQUE; `aggregation` SUM, COUNT, MIN or MAX."""

    hit_policy: str = ""
    aggregation: str = ""
    preferred_orientation: str = ""
    output_label: str = ""
    inputs: tuple[InputClause, ...] = field(default=(), name="input")
    outputs: tuple[OutputClause, ...] = field(default=(), name="output")
    annotations: tuple[Annotation, ...] = field(default=(), name="annotation")
    rules: tuple[Rule, ...] = field(default=(), name="rule")


class ContextEntry(Element, frozen=True, kw_only=True):
    """An entry of a context; the last one may have no variable and is then the context's result."""

    variable: InformationItem | None = None
    value: Expression | None = None


class Context(Expression, frozen=True, kw_only=True):
    entries: tuple[ContextEntry, ...] = field(default=(), name="contextEntry")


class ListExpression(Expression, frozen=True, kw_only=True):
    items: tuple[Expression, ...] = ()


class Relation(Expression, frozen=True, kw_only=True):
    columns: tuple[InformationItem, ...] = field(default=(), name="column")
    rows: tuple[ListExpression, ...] = field(default=(), name="row")


class Binding(Element, frozen=True, kw_only=True):
    parameter: InformationItem | None = None
    value: Expression | None = None


class Invocation(Expression, frozen=True, kw_only=True):
    called: Expression | None = None
    bindings: tuple[Binding, ...] = field(default=(), name="binding")


class FunctionDefinition(Expression, frozen=True, kw_only=True):
    """`kind` is FEEL (also if empty), Java or PMML."""

    kind: str = ""
    parameters: tuple[InformationItem, ...] = field(default=(), name="formalParameter")
    body: Expression | None = None


class Child(Element, frozen=True, kw_only=True):
    """The wrapper of one part of a conditional, filter or iteration."""

    type_ref: str = ""
    value: Expression | None = None


class Conditional(Expression, frozen=True, kw_only=True):
    condition: Child | None = field(default=None, name="if")
    then: Child | None = None
    otherwise: Child | None = field(default=None, name="else")


class Filter(Expression, frozen=True, kw_only=True):
    source: Child | None = field(default=None, name="in")
    match: Child | None = None


class Iteration(Expression, frozen=True, kw_only=True):
    """Base of what goes through the items of a list."""

    iterator_variable: str = ""
    source: Child | None = field(default=None, name="in")


class For(Iteration, frozen=True, kw_only=True):
    result: Child | None = field(default=None, name="return")


class Some(Iteration, frozen=True, kw_only=True):
    satisfies: Child | None = None


class Every(Iteration, frozen=True, kw_only=True):
    satisfies: Child | None = None


# ---- requirements
class InformationRequirement(Element, frozen=True, kw_only=True):
    decision: Reference | None = field(default=None, name="requiredDecision")
    input: Reference | None = field(default=None, name="requiredInput")


class KnowledgeRequirement(Element, frozen=True, kw_only=True):
    knowledge: Reference | None = field(default=None, name="requiredKnowledge")


class AuthorityRequirement(Element, frozen=True, kw_only=True):
    decision: Reference | None = field(default=None, name="requiredDecision")
    input: Reference | None = field(default=None, name="requiredInput")
    authority: Reference | None = field(default=None, name="requiredAuthority")


# ---- elements of the requirement graph
class Decision(Named, frozen=True, kw_only=True):
    question: Text | None = None
    allowed_answers: Text | None = None
    variable: InformationItem | None = None
    information: tuple[InformationRequirement, ...] = field(default=(), name="informationRequirement")
    knowledge: tuple[KnowledgeRequirement, ...] = field(default=(), name="knowledgeRequirement")
    authority: tuple[AuthorityRequirement, ...] = field(default=(), name="authorityRequirement")
    expression: Expression | None = None


class BusinessKnowledgeModel(Named, frozen=True, kw_only=True):
    variable: InformationItem | None = None
    logic: FunctionDefinition | None = field(default=None, name="encapsulatedLogic")
    knowledge: tuple[KnowledgeRequirement, ...] = field(default=(), name="knowledgeRequirement")
    authority: tuple[AuthorityRequirement, ...] = field(default=(), name="authorityRequirement")


class InputData(Named, frozen=True, kw_only=True):
    variable: InformationItem | None = None


class KnowledgeSource(Named, frozen=True, kw_only=True):
    location: str = field(default="", name="locationURI")
    authority: tuple[AuthorityRequirement, ...] = field(default=(), name="authorityRequirement")


class DecisionService(Named, frozen=True, kw_only=True):
    variable: InformationItem | None = None
    output_decisions: tuple[Reference, ...] = field(default=(), name="outputDecision")
    encapsulated_decisions: tuple[Reference, ...] = field(default=(), name="encapsulatedDecision")
    input_decisions: tuple[Reference, ...] = field(default=(), name="inputDecision")
    input_data: tuple[Reference, ...] = field(default=(), name="inputData")


# ---- types and the document
class FunctionItem(Element, frozen=True, kw_only=True):
    """The type of a function."""

    output_type_ref: str = ""
    parameters: tuple[InformationItem, ...] = ()


class ItemDefinition(Named, frozen=True, kw_only=True):
    """A type: another type (`type_ref`) with constraints, a context of `components`, or a function."""

    type_language: str = ""
    is_collection: bool | None = None
    type_ref: Text | None = None
    allowed_values: UnaryTests | None = None
    type_constraint: UnaryTests | None = None
    components: tuple[ItemDefinition, ...] = field(default=(), name="itemComponent")
    function: FunctionItem | None = field(default=None, name="functionItem")


class Import(Named, frozen=True, kw_only=True):
    """Another document, whose elements are called `name.element` here."""

    namespace: str = ""
    location: str = field(default="", name="locationURI")
    import_type: str = ""


class Definitions(Named, frozen=True, kw_only=True):
    """A document. `version` is the namespace of its elements, which says the version of the standard."""

    namespace: str = ""
    expression_language: str = ""
    type_language: str = ""
    imports: tuple[Import, ...] = field(default=(), name="import")
    items: tuple[ItemDefinition, ...] = field(default=(), name="itemDefinition")
    decisions: tuple[Decision, ...] = field(default=(), name="decision")
    inputs: tuple[InputData, ...] = field(default=(), name="inputData")
    models: tuple[BusinessKnowledgeModel, ...] = field(default=(), name="businessKnowledgeModel")
    sources: tuple[KnowledgeSource, ...] = field(default=(), name="knowledgeSource")
    services: tuple[DecisionService, ...] = field(default=(), name="decisionService")
    version: str = ""
    namespaces: tuple[tuple[str, str], ...] = ()  # (prefix, namespace) that the document declares

    @property
    def elements(self) -> Iterator[Decision | InputData | BusinessKnowledgeModel | DecisionService]:
        """What takes part in evaluation."""
        yield from self.inputs
        yield from self.decisions
        yield from self.models
        yield from self.services
