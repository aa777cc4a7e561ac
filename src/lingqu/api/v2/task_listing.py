"""User tasks as they are searched: by their own fields, their people, the variables and tags around them."""

from __future__ import annotations

from lingqu.api.v2.fields import BUSINESS_ID, Field, Listing, element, key, later, local, moment, number, tenant, text
from lingqu.api.v2.instance_listing import tags_of
from lingqu.api.v2.related import tags, variables

_OFFERED = "FROM offer o WHERE o.task = t.key AND o.seat = 0 AND o.kind = "
_OFFERS = "SELECT o.task FROM offer o WHERE o.seat = 0 AND o.kind = 'group'"
_ASKED = "SELECT o.task FROM offer o JOIN task u ON u.key = o.task WHERE o.seat = 0 AND o.kind = 'person'"
_FORM = (
    "(SELECT max(f.key) FROM definition f WHERE t.form <> '' AND f.tenant = t.tenant AND f.kind = 'form'"
    " AND f.id = t.form)"
)

USER_TASKS = Listing(
    source="task t JOIN instance i ON i.key = t.instance JOIN definition d ON d.key = t.definition"
    " JOIN element e ON e.definition = t.definition AND e.ordinal = t.element",
    key="t.key",
    tenant="t.tenant",
    fields={
        "userTaskKey": key("t.key"),
        "name": Field(sql="CASE WHEN e.name = '' THEN e.id ELSE e.name END"),
        "state": Field(
            sql="t.state",
            kind="word",
            words={
                "CREATED": (0,),
                "COMPLETED": (1,),
                "CANCELED": (2,),
                **dict.fromkeys(("ASSIGNING", "CANCELING", "COMPLETING", "CREATING", "FAILED", "UPDATING"), ()),
            },
            cases={"CREATED": "COALESCE(t.ended_at, 0) = 0", "COMPLETED": "t.state = 1", "CANCELED": "t.state = 2"},
        ),
        "assignee": text("t.assignee", null=True),
        "elementId": element("t"),
        "elementInstanceKey": local("t.instance", "t.owner"),
        "processDefinitionId": text("t.process_id"),
        "processDefinitionKey": key("t.definition"),
        "processDefinitionVersion": number("d.version"),
        "processName": text("d.name", null=True),
        "processInstanceKey": key("t.instance"),
        "rootProcessInstanceKey": key("t.root"),
        "creationDate": moment("t.created_at", sure=True),
        "completionDate": later("t.ended_at"),
        "dueDate": Field(sql="t.due", kind="time"),
        "followUpDate": Field(sql="t.follow_up", kind="time"),
        "priority": number("t.priority"),
        "externalFormReference": Field(sql=f"CASE WHEN t.form <> '' AND {_FORM} IS NULL THEN t.form END"),
        "formKey": Field(sql=_FORM, kind="key"),
        "customHeaders": Field(sql="NULL", shown=lambda _: {}),
        "businessId": BUSINESS_ID,
        "tags": Field(sql="i.tags", shown=tags_of),
        "tenantId": tenant("t.tenant"),
        "candidateUser": Field(
            sql="o.who",
            among=f"{_OFFERED}'person' AND o.who <> t.assignee",
            member=("t.key", f"{_ASKED} AND o.who <> u.assignee"),
            hidden=True,
        ),
        "candidateGroup": Field(sql="o.who", among=f"{_OFFERED}'group'", member=("t.key", _OFFERS), hidden=True),
    },
    usual=lambda _: "creationDate",
    tests={
        "processInstanceVariables": variables("t.instance", "v.scope = 0"),
        "localVariables": variables("t.instance", "v.scope = t.owner"),
        "tags": tags("i.tags"),
    },
)
