"""Run a target under atheris: python -m fuzz feel|dmn|bpmn [libFuzzer's own options]; README.md says how."""

import sys

import atheris

with atheris.instrument_imports(include=["lingqu"]):
    from fuzz import bpmn_target, dmn_target, feel_target

TARGETS = {"feel": feel_target.one_input, "dmn": dmn_target.one_input, "bpmn": bpmn_target.one_input}

atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
atheris.Fuzz()
