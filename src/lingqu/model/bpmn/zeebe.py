"""Extension elements of the profile `http://camunda.org/schema/zeebe/1.0`, as open tools write them.

Texts that begin with "=" are FEEL. "" means that the attribute is missing.
"""

from __future__ import annotations

from msgspec import field

from lingqu.model.bpmn.parts import Extension

NAMESPACE = "http://camunda.org/schema/zeebe/1.0"
#: Attributes by which an element names the template it was made from, and that template's version.
TEMPLATE = f"{{{NAMESPACE}}}modelerTemplate"
TEMPLATE_VERSION = f"{{{NAMESPACE}}}modelerTemplateVersion"


class TaskDefinition(Extension, frozen=True, kw_only=True):
    """`taskDefinition`: the job that a service task (or the like) creates."""

    type: str = ""  # text or FEEL
    retries: str = ""  # text or FEEL; missing means 3


class Input(Extension, frozen=True, kw_only=True):
    """`input` of `ioMapping`: on entering, evaluate `source` and set the local variable `target`."""

    source: str = ""
    target: str = ""


class Output(Extension, frozen=True, kw_only=True):
    """`output` of `ioMapping`: on leaving, evaluate `source` and set `target` outside."""

    source: str = ""
    target: str = ""


class IoMapping(Extension, frozen=True, kw_only=True):
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()


class Header(Extension, frozen=True, kw_only=True):
    key: str = ""
    value: str = ""


class TaskHeaders(Extension, frozen=True, kw_only=True):
    """`taskHeaders`: fixed texts that travel with the job."""

    headers: tuple[Header, ...] = ()


class AssignmentDefinition(Extension, frozen=True, kw_only=True):
    """`assignmentDefinition`: who gets the user task; each a text (lists by comma) or FEEL."""

    assignee: str = ""
    candidate_groups: str = ""
    candidate_users: str = ""


class FormDefinition(Extension, frozen=True, kw_only=True):
    form_id: str = ""
    form_key: str = ""
    external_reference: str = ""
    binding: str = field(default="latest", name="bindingType")
    version_tag: str = ""


class UserTaskForm(Extension, frozen=True, kw_only=True):
    """`userTaskForm` of a process: a form written into the diagram itself."""

    id: str = ""
    body: str = field(default="", name="#text")  # form-js JSON


class TaskSchedule(Extension, frozen=True, kw_only=True):
    """`taskSchedule`: ISO 8601 date-times or FEEL."""

    due_date: str = ""
    follow_up_date: str = ""


class PriorityDefinition(Extension, frozen=True, kw_only=True):
    priority: str = ""  # 0 to 100, or FEEL; missing means 50


class NativeUserTask(Extension, frozen=True, kw_only=True):
    """`userTask`: the engine itself keeps this task; without it the profile asks for a job of a worker."""


class JobPriorityDefinition(Extension, frozen=True, kw_only=True):
    """`jobPriorityDefinition` of an element with a job, or of a process for all that say none: workers get the higher
    first.
    """

    priority: str = ""  # a whole number or FEEL


class CalledElement(Extension, frozen=True, kw_only=True):
    process_id: str = ""  # text or FEEL
    propagate_all_child_variables: bool = True
    propagate_all_parent_variables: bool = True
    binding: str = field(default="latest", name="bindingType")
    version_tag: str = ""


class CalledDecision(Extension, frozen=True, kw_only=True):
    decision_id: str = ""  # text or FEEL
    result_variable: str = ""
    binding: str = field(default="latest", name="bindingType")
    version_tag: str = ""


class Script(Extension, frozen=True, kw_only=True):
    """`script`: a FEEL expression that a script task evaluates itself."""

    expression: str = ""
    result_variable: str = ""


class Subscription(Extension, frozen=True, kw_only=True):
    """`subscription` of a message: the FEEL expression whose value correlates."""

    correlation_key: str = ""


class PublishMessage(Extension, frozen=True, kw_only=True):
    """`publishMessage` of an event that throws a message: its key and how long it waits, texts or FEEL."""

    correlation_key: str = ""
    message_id: str = ""
    time_to_live: str = ""  # ISO 8601 duration


class LoopCharacteristics(Extension, frozen=True, kw_only=True):
    """`loopCharacteristics` of a multi-instance: one child for each item of the collection."""

    input_collection: str = ""
    input_element: str = ""
    output_collection: str = ""
    output_element: str = ""


class ExecutionListener(Extension, frozen=True, kw_only=True):
    """`executionListener`: a job before the element is active (`start`) or after it completes (`end`)."""

    event_type: str = ""
    type: str = ""
    retries: str = ""


class ExecutionListeners(Extension, frozen=True, kw_only=True):
    listeners: tuple[ExecutionListener, ...] = ()


class TaskListener(Extension, frozen=True, kw_only=True):
    """`taskListener`: a job at creating, assigning, updating, completing or canceling of a user task."""

    event_type: str = ""
    type: str = ""
    retries: str = ""


class TaskListeners(Extension, frozen=True, kw_only=True):
    listeners: tuple[TaskListener, ...] = ()


class Property(Extension, frozen=True, kw_only=True):
    name: str = ""
    value: str = ""


class Properties(Extension, frozen=True, kw_only=True):
    """`properties`: named texts for tools and connectors."""

    properties: tuple[Property, ...] = ()


class VersionTag(Extension, frozen=True, kw_only=True):
    value: str = ""


class AdHoc(Extension, frozen=True, kw_only=True):
    """`adHoc` of an ad-hoc sub-process: the FEEL list of the ids of the elements to activate."""

    active_elements_collection: str = ""
    output_collection: str = ""
    output_element: str = ""


class ConditionalFilter(Extension, frozen=True, kw_only=True):
    """`conditionalFilter` of a conditional event: which changes of which variables are looked at."""

    variable_names: str = ""
    variable_events: str = ""
