"""What the files room tells people."""

from lingqu.kernel.messages import register

register(
    "files",
    {
        "no_such_draft": ("没有模型 {id}", "There is no model {id}"),
        "no_such_file": ("没有文档 {id}, 或其期限已过", "There is no document {id}, or its time is over"),
        "id_taken": ("已有文档 {id}", "Expected {id} to be a new document, but there is one already"),
        "stale": (
            "模型已被 {by} 修改 (版本 {etag}), 请先载入最新内容",
            "The model was changed by {by} (revision {etag}); please load it again first",
        ),
        "name_missing": ("模型需要名称", "Expected a name for the model"),
        "bad_kind": ("模型类型应为 bpmn、form 或 dmn", "Expected the kind of model to be bpmn, form or dmn"),
    },
)
