"""What the official Python client can ask: its operations, and the fields of the models that they send and expect."""

import inspect
import re
from pathlib import Path

import attrs
import camunda_orchestration_sdk as sdk
from camunda_orchestration_sdk import models

API = Path(sdk.__file__).parent / "api"
_URL = re.compile(r'"url": f?"([^"]+)"')
_SENT = re.compile(r"def _get_kwargs\(.*?body:\s*([\w\s|]+?)(?: = UNSET)?[,)\n]", re.DOTALL)


def operation(name):
    """The file of an operation."""
    (found,) = API.rglob(f"{name}.py")
    return found.read_text(encoding="utf-8")


def body(name):
    """The model that an operation sends, or None."""
    sent = _SENT.search(operation(name))
    names = [one.strip() for one in sent[1].split("|")] if sent else []
    return next((getattr(models, one) for one in names if one in vars(models) or hasattr(models, one)), None)


def fields(model):
    """The fields of a model by their JSON name: their annotation."""
    names = re.findall(r'd\.pop(?:_required)?\(\s*"([^"]+)"', inspect.getsource(model.from_dict))
    known = {_plain(name): name for name in names}
    return {
        known[_plain(one.name)]: re.sub(r"\s+", " ", str(one.type))
        for one in attrs.fields(model)
        if one.name != "additional_properties"
    }


def _plain(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def named(annotation):
    """The models that an annotation names."""
    found = re.findall(r"\b[A-Z]\w+", annotation)
    return [getattr(models, one) for one in found if one != "Unset" and hasattr(models, one)]


def searches():
    """The searches without a key in their path: operation -> (filter model, words to sort by)."""
    found = {}
    for file in sorted(API.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if file.stem == "__init__" or "body:" not in text or "{" in _URL.search(text)[1]:
            continue
        model = body(file.stem)
        if model is None or not attrs.has(model) or not {"filter", "sort", "page"} <= fields(model).keys():
            continue
        (steps,) = named(fields(model)["sort"])
        (words,) = [one for one in named(fields(steps)["field"]) if hasattr(one, "__members__")]
        (wanted,) = named(fields(model)["filter"])
        found[file.stem] = (file.parent.name, wanted, [one.value for one in words])
    return found


def result(name):
    """The model of an item that a search answers."""
    answer = re.search(r"response_200 = (\w+)\.from_dict", operation(name))
    return named(fields(getattr(models, answer[1]))["items"])[0] if answer else None
