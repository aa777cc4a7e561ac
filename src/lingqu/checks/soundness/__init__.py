"""Soundness of a drawing, proven on the engine's own semantics; docs/explanation/soundness.md says what is proven.

    drawing -> translate -> net -> explore (with stubborn sets) -> judge -> story

Pure: time comes in as a question, "may I go on?". Nothing here runs a process.
"""

from lingqu.checks.soundness.judge import PROPERTIES, Property, Verdict
from lingqu.checks.soundness.prove import Soundness, prove

__all__ = ["PROPERTIES", "Property", "Soundness", "Verdict", "prove"]
