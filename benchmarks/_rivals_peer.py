"""Runs in a venv of its own: other engines at the same four models. Each line `MODEL SECONDS` is answered by µs a run.

    python _rivals_peer.py spiff|camunda

Each engine gets the model in the dialect and with the kind of task that it passes fastest: SpiffWorkflow a script task
(its plain task waits for somebody), camunda-python a service task with a delegate that does nothing.
"""

import sys
import time
from itertools import pairwise

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def document(*parts):
    body = "".join(parts)
    return (
        f'<definitions xmlns="{BPMN}" xmlns:camunda="{CAMUNDA}" xmlns:xsi="{XSI}" id="d" targetNamespace="b">'
        f'<process id="p" isExecutable="true">{body}</process></definitions>'
    )


def flow(source, target, condition=""):
    inside = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def models(task, condition, many):
    """The documents by name; `task(id)` is a task that passes, `condition` and `many` are in the engine's dialect."""
    names = [f"t{number}" for number in range(10)]
    ends = '<startEvent id="s"/><endEvent id="e"/>'
    chain = ["s", *names, "e"]
    pairs = list(pairwise(chain))
    return {
        "A": document(ends, *map(task, names), *(flow(*pair) for pair in pairs)),
        "B": document(
            ends,
            '<exclusiveGateway id="x" default="x-e"/><parallelGateway id="f"/><parallelGateway id="j"/>',
            *map(task, "abc"),
            flow("s", "x"), flow("x", "f", condition), flow("x", "e"), flow("j", "e"),
            *(flow("f", one) + flow(one, "j") for one in "abc"),
        ),
        "C": document(ends, '<userTask id="u" name="u"/>', flow("s", "u"), flow("u", "e")),
        "D": document(
            ends, f'<userTask id="u" name="u"><multiInstanceLoopCharacteristics isSequential="false">{many}'
            "</multiInstanceLoopCharacteristics></userTask>", flow("s", "u"), flow("u", "e"),
        ),
    }  # fmt: skip


def spiff_specs():
    """The models as SpiffWorkflow reads them, by name."""
    from lxml import etree
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser

    def spec(text):
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(text))
        return parser.get_spec("p")

    drawn = models(
        lambda name: f'<scriptTask id="{name}" name="{name}"><script>pass</script></scriptTask>',
        "amount &gt; 100",
        "<loopCardinality>100</loopCardinality>",
    )
    return {name: spec(text) for name, text in drawn.items()}


def spiff():
    from SpiffWorkflow.bpmn.specs.mixins.user_task import UserTask
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
    from SpiffWorkflow.util.task import TaskState

    specs = spiff_specs()

    def run(name):
        workflow = BpmnWorkflow(specs[name])
        if name == "B":
            workflow.set_data(amount=200)
            workflow.task_tree.data["amount"] = 200
        workflow.do_engine_steps()
        if name in "CD":
            for task in workflow.get_tasks(state=TaskState.READY):
                if isinstance(task.task_spec, UserTask):
                    task.run()
            workflow.do_engine_steps()
        if not workflow.is_completed():
            raise RuntimeError(f"Expected {name} to complete")

    return run


def camunda():
    from camunda.engine import ProcessEngine
    from camunda.parser import parse_bpmn_xml

    drawn = models(
        lambda name: f'<serviceTask id="{name}" camunda:delegateExpression="${{nothing}}"/>',
        "${amount &gt; 100}",
        "<loopCardinality>100</loopCardinality>",
    )
    engines = {}

    def run(name):
        engine, left = engines.get(name, (None, 0))
        if not left:  # what has ended stays in memory: a fresh engine now and then, so that this does not count
            engine, left = ProcessEngine(), 100
            engine.register_delegate("nothing", lambda _: None)
            engine.deploy(parse_bpmn_xml(drawn[name]))
        engines[name] = engine, left - 1
        started = engine.start_process_instance_by_key("p", {"amount": 200} if name == "B" else {})
        if name in "CD":
            for task in engine.create_task_query(process_instance_id=started.id):
                engine.complete_task(task.id, {})
        if not engine.get_process_instance(started.id).is_completed:
            raise RuntimeError(f"Expected {name} to complete")

    return run


def main():
    run = {"spiff": spiff, "camunda": camunda}[sys.argv[1]]()
    for line in sys.stdin:
        name, seconds = line.split()
        run(name)
        times, before = 0, time.process_time()
        while True:
            run(name)
            times += 1
            spent = time.process_time() - before
            if spent >= float(seconds):
                break
        print(spent / times * 1e6, flush=True)


if __name__ == "__main__":
    main()
