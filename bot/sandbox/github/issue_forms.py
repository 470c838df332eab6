"""Issue forms: a file of `.github/ISSUE_TEMPLATE`, and the issue that GitHub makes of what somebody fills in.

Sources: docs.github.com, "Syntax for issue forms", "Syntax for GitHub's form schema" and "Common validation errors when
creating issue forms".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = ".github/ISSUE_TEMPLATE"
NO_RESPONSE = "_No response_"
_TOP = frozenset({"name", "description", "body", "assignees", "labels", "title", "type", "projects"})
_KEYS = frozenset({"type", "id", "attributes", "validations"})
_ATTRIBUTES = {
    "markdown": frozenset({"value"}),
    "input": frozenset({"label", "description", "placeholder", "value"}),
    "textarea": frozenset({"label", "description", "placeholder", "value", "render"}),
    "dropdown": frozenset({"label", "description", "multiple", "options", "default"}),
}
_ID = re.compile(r"[A-Za-z0-9_-]+")


class IssueFormError(ValueError):
    """GitHub would not offer this form, or not take these answers."""


@dataclass(frozen=True)
class FormElement:
    """A part of a form: of the kind `markdown` it is only shown."""

    kind: str
    id: str
    attributes: Mapping[str, Any]
    required: bool = False

    @property
    def label(self) -> str:
        return str(self.attributes.get("label", ""))

    @property
    def options(self) -> list[str]:
        return list(self.attributes.get("options", ()))

    @property
    def preset(self) -> str:
        """What the field holds before anybody writes in it."""
        if self.kind == "dropdown":
            return self.options[self.attributes["default"]] if "default" in self.attributes else ""
        return str(self.attributes.get("value", ""))


@dataclass(frozen=True)
class IssueForm:
    """A form as GitHub offers it."""

    name: str
    description: str
    title: str
    labels: tuple[str, ...]
    elements: tuple[FormElement, ...]

    @property
    def fields(self) -> list[FormElement]:
        return [element for element in self.elements if element.kind != "markdown"]

    def body(self, answers: Mapping[str, str], *, private: bool) -> str:
        """Return the text of the issue; `required` means nothing in a private repository (docs)."""
        unknown = answers.keys() - {field.id for field in self.fields}
        if unknown:
            raise IssueFormError(f"The form has no field {', '.join(sorted(unknown))}.")
        sections = [
            f"### {field.label}\n\n{_answer(field, answers.get(field.id, field.preset), private=private)}"
            for field in self.fields
        ]
        return "\n\n".join(sections)


def read(text: str) -> IssueForm:
    """Read a form; raises IssueFormError for one that GitHub would not offer."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise IssueFormError(f"The form is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise IssueFormError("The form is no set of keys.")
    _only(content, _TOP, "")
    for key in ("name", "description"):
        _text(content, key, needed=True)
    elements = content.get("body")
    if not isinstance(elements, list):
        raise IssueFormError("`body` must be an array.")
    read_ones = tuple(_element(one) for one in elements)
    form = IssueForm(
        content["name"], content["description"], _text(content, "title"), _labels(content), read_ones
    )
    if not form.fields:
        raise IssueFormError("Body must contain at least one non-markdown field.")
    for what, values in (("ids", [field.id for field in form.fields if field.id]), ("labels", _plain(form))):
        if len(set(values)) < len(values):
            raise IssueFormError(f"Body must have unique {what}.")
    return form


def offered(project: Path) -> dict[str, IssueForm]:
    """Return the forms of a project that GitHub offers, by the names of their files."""
    found = dict[str, IssueForm]()
    for path in sorted((project / FOLDER).glob("*.yml")):
        if path.name != "config.yml":
            with suppress(IssueFormError):
                found[path.name] = read(path.read_text("utf-8"))
    return found


def _element(one: Any) -> FormElement:
    if not isinstance(one, dict):
        raise IssueFormError("A part of `body` is no set of keys.")
    _only(one, _KEYS, "body: ")
    kind, attributes = one.get("type"), one.get("attributes")
    if kind not in _ATTRIBUTES or not isinstance(attributes, dict):
        raise IssueFormError("Body: `type` is not a valid input type, or it has no attributes.")
    _only(attributes, _ATTRIBUTES[kind], "attributes: ")
    for key in attributes.keys() - {"multiple", "options", "default"}:
        _text(attributes, key, needed=True)
    _text(attributes, "value" if kind == "markdown" else "label", needed=True)
    if not _ID.fullmatch(one.get("id", "x")):
        raise IssueFormError("Body: `id` can only contain numbers, letters, -, _.")
    if kind == "dropdown":
        _check_options(attributes)
    required = (one.get("validations") or {}).get("required", False)
    return FormElement(kind, one.get("id", ""), attributes, required is True)


def _check_options(attributes: Mapping[str, Any]) -> None:
    options = attributes.get("options")
    if not isinstance(options, list) or not options or not all(isinstance(one, str) for one in options):
        raise IssueFormError("Body: `options` must be a list of strings.")
    if len(set(options)) < len(options) or "None" in options:
        raise IssueFormError("Body: `options` must be unique, and None is reserved.")
    default = attributes.get("default", 0)
    if type(default) is not int or not 0 <= default < len(options):
        raise IssueFormError("Body: `default` must be the index of an option.")


def _answer(field: FormElement, given: str, *, private: bool) -> str:
    answer = given.strip()
    if not answer:
        if field.required and not private:
            raise IssueFormError(f"{field.label} is required.")
        return NO_RESPONSE
    if field.kind == "dropdown" and answer not in field.options:
        raise IssueFormError(f"{field.label} has no such option.")
    if field.kind == "textarea":
        answer = answer.replace("\r\n", "\n").replace("\n", "\r\n")  # as browsers send it
        render = field.attributes.get("render")
        return f"```{render}\n{answer}\n```" if render else answer
    return " ".join(answer.splitlines())  # a field of one line takes no more


def _plain(form: IssueForm) -> list[str]:
    """Return the labels as GitHub compares them: small letters and digits."""
    return [re.sub(r"[\W_]+", "-", field.label.lower()) for field in form.fields]


def _labels(content: Mapping[str, Any]) -> tuple[str, ...]:
    given = content.get("labels") or ()
    named = given.split(",") if isinstance(given, str) else given
    return tuple(str(one).strip() for one in named)


def _only(found: Mapping[Any, Any], permitted: frozenset[str], where: str) -> None:
    wrong: Sequence[str] = sorted(str(key) for key in found if key not in permitted)
    if wrong:
        raise IssueFormError(f"{where}{wrong[0]} is not a permitted key.")


def _text(found: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    value = found.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or not value.strip():
        raise IssueFormError(f"`{key}` must be a string, and not empty.")
    return value
