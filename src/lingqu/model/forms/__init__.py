"""Forms as drawn: form-js JSON read into immutable components. Whether an answer fits is decided in `lingqu.forms`."""

from lingqu.model.forms.elements import Component, Form, Option, Validation, walk
from lingqu.model.forms.read import read

__all__ = ["Component", "Form", "Option", "Validation", "read", "walk"]
