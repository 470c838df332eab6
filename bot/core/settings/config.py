"""config.yml + environment -> Settings, or every fault at once, each with place, expectation and nearest name."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.core.errors import ConfigError
from bot.core.settings import Configuration, Settings, url_types, variables
from bot.core.settings.environment import ALIASES, Environment

Path_ = tuple[str | int, ...]


class Role(StrEnum):
    """Which process reads them: the relay cannot check a signature without the auth token."""

    RELAY = "relay"
    JOB = "job"


def process_environment() -> dict[str, str]:
    """Return the variables of this process."""
    return dict(os.environ)


def local_environment(folder: Path) -> dict[str, str]:
    """Return the variables of `.env`, if there is one, overridden by those of the process.

    Raises ConfigError where the file is not UTF-8 text.
    """
    return {**env_file(folder), **os.environ}


def env_file(folder: Path) -> dict[str, str]:
    """Return the variables of `.env`; none without one. Raises ConfigError where the file is not UTF-8 text."""
    from dotenv import dotenv_values  # noqa: PLC0415 - no job has a .env

    path = folder / ".env"
    try:
        return {name: value for name, value in dotenv_values(path).items() if value is not None}
    except UnicodeDecodeError:
        raise ConfigError([f"{path}: is not UTF-8 text. Save it again as UTF-8."]) from None


def load(file: Path, environ: Mapping[str, str], role: Role = Role.JOB, *, public_url: str = "") -> Settings:
    """Return the settings; raises ConfigError with all faults of the file and of the environment.

    `public_url` takes the place of relay.public_url in the file.
    """
    config, file_faults = read_file(file)
    if config and public_url:
        relay = config.relay.model_copy(update={"public_url": public_url})
        config = config.model_copy(update={"relay": relay})
    environment, environment_faults = read_environment(environ, role)
    if config and role is Role.RELAY and not config.relay.public_url:
        file_faults.append(
            f"{file}: relay.public_url is not set. Write the address that Twilio calls, such as "
            "https://seu-dominio.com: signatures are made over it."
        )
    if config and environment and config.relay.public_url and not environment.TWILIO_API_URL:
        file_faults += _unreachable(file, config.relay.public_url)
    if config is None or environment is None or file_faults:
        raise ConfigError(file_faults + environment_faults)
    return Settings(config=config, environment=environment, relay=role is Role.RELAY)


def _unreachable(file: Path, url: str) -> list[str]:
    if not url_types.is_loopback(url):
        return []
    fault = f"{file}: relay.public_url is {url}, which Twilio cannot reach from the internet."
    return [f"{fault} Write the proxy's own address, such as https://bot.escritorio.com.br."]


def schema() -> str:
    """Return the JSON Schema of config.yml, for editors."""
    content = Configuration.model_json_schema()
    content["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_file(file: Path) -> tuple[Configuration | None, list[str]]:
    """Return the configuration in the file, or None and what is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        return None, [
            f"{file}: cannot be read ({error.strerror}). Start in the folder that holds it, or name another."
        ]
    except UnicodeDecodeError:
        return None, [f"{file}: is not UTF-8 text. Save it again as UTF-8."]
    try:
        node, content = _parsed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return None, [f"{file}:{line}: is not YAML: {error.problem}."]
    except (yaml.YAMLError, ValueError, AttributeError, RecursionError) as error:
        return None, [f"{file}: a value in it cannot be read ({_cause(error)}). Write dates like 2026-11-24."]
    lines: dict[Path_, int] = {}
    faults = [f"{file}:{line}: {name} appears twice; keep one." for name, line in _walk(node, (), lines)]
    try:
        config = Configuration.model_validate({} if content is None else content)
    except ValidationError as error:
        return None, faults + [_file_fault(file, detail, lines) for detail in error.errors(include_url=False)]
    return (None if faults else config), faults


def _cause(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return (
        str(error).strip().splitlines()[0]
        if isinstance(error, ValueError | yaml.YAMLError)
        else "not of its type"
    )


def _parsed(text: str) -> tuple[yaml.Node | None, object]:
    """Return the YAML in the text as nodes, which know their lines, and as values.

    libyaml takes a tenth of the time; the Python parser reads again what it refuses, for its clearer messages.
    """
    with suppress(AttributeError, yaml.YAMLError):
        return _read_by(yaml.CSafeLoader(text))
    return _read_by(yaml.SafeLoader(text))


def _read_by(loader: yaml.SafeLoader | yaml.CSafeLoader) -> tuple[yaml.Node | None, object]:
    node = loader.get_single_node()
    return node, loader.construct_document(node) if node else {}


def read_environment(environ: Mapping[str, str], role: Role) -> tuple[Environment | None, list[str]]:
    """Return the variables we read, or None and what is wrong with them; no value is ever shown."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    for alias, name in ALIASES.items():
        if alias in given:
            given.setdefault(name, given[alias])
    faults = _missing_together(given, role) + variables.shared_token(given)
    try:
        environment = Environment.model_validate(given)
    except ValidationError as error:
        return None, [_variable_fault(detail, given) for detail in error.errors(include_url=False)] + faults
    return (None if faults else environment), faults


def fault_of(name: str, value: str) -> str:
    """Return what is wrong with the shape of one variable, empty if nothing is."""
    try:
        Environment.model_validate({name: value.strip()})
    except ValidationError as error:
        mine = [detail for detail in error.errors(include_url=False) if detail["loc"][0] == name]
        return _variable_fault(mine[0], {}) if mine else ""
    return ""


def _missing_together(given: Mapping[str, str], role: Role) -> list[str]:
    faults = []
    halves = {"TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"} & given.keys()
    has_key = "TWILIO_API_KEY" in given or len(halves) == 2
    if "TWILIO_AUTH_TOKEN" not in given and (role is Role.RELAY or not has_key):
        faults.append(variables.missing("TWILIO_AUTH_TOKEN", given))
    if len(halves) == 1 and not has_key:
        faults.append("TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET go together; set both or neither.")
    if "CONTACT_KEY" not in given and (role is not Role.RELAY or "RELAY_KEY" not in given):
        faults.append(_missing_key(given, role))
    faults += variables.github(given)
    if "TWILIO_PHONE_NUMBER" not in given and "TWILIO_WHATSAPP_NUMBER" not in given:
        faults.append(
            "TWILIO_PHONE_NUMBER, TWILIO_WHATSAPP_NUMBER: both are missing; set the one you have, or both."
        )
    named = "GITHUB_REPO_OWNER" in given and "GITHUB_REPO_NAME" in given
    if not named and given.get("GITHUB_REPOSITORY", "").count("/") != 1:
        faults.append(
            "GITHUB_REPO_OWNER, GITHUB_REPO_NAME: missing; set both (or GITHUB_REPOSITORY=owner/name)."
        )
    return faults


def _missing_key(given: Mapping[str, str], role: Role) -> str:
    if role is Role.RELAY:
        return variables.missing("RELAY_KEY", given)
    if "RELAY_KEY" in given:  # a new key would open nothing of what is sealed
        return "CONTACT_KEY: missing. This needs the whole key; RELAY_KEY opens nothing."
    return variables.missing("CONTACT_KEY", given)


def _variable_fault(detail: ErrorDetails, given: Mapping[str, str]) -> str:
    name = str(detail["loc"][0])
    if detail["type"] == "missing":
        return variables.missing(name, given)
    return f"{name}: expected {_expectation(detail)}."


def _file_fault(file: Path, detail: ErrorDetails, lines: Mapping[Path_, int]) -> str:
    path: Path_ = detail["loc"]
    place = f"{file}:{_line(path, lines)}"
    name = ".".join(map(str, path)) or "the file"
    if detail["type"] == "extra_forbidden" and str(path[-1]).upper() in Environment.model_fields:
        return f"{place}: {name} is not a setting. Take it out, and write {str(path[-1]).upper()} into .env."
    if detail["type"] == "extra_forbidden":
        nearest = difflib.get_close_matches(str(path[-1]), _names_at(path[:-1]), n=1, cutoff=0.5)
        hint = (
            f" Did you mean {nearest[0]}?" if nearest else f" Known here: {', '.join(_names_at(path[:-1]))}."
        )
        return f"{place}: {name} is not a setting.{hint}"
    found = _PASSWORD.sub("***", json.dumps(detail["input"], ensure_ascii=False, default=str))
    hint = _nearest_value(detail)
    shown = found if len(found) <= _MOST_SHOWN else f"{found[:_MOST_SHOWN]}…"
    return f"{place}: {name} is {shown}; expected {_expectation(detail)}.{hint}"


def _expectation(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in ("enum", "literal_error"):
        return f"one of {_choices(context)}"
    if kind == "value_error":
        return str(context["error"])
    if kind.startswith("date_"):
        return "a day, such as 2026-11-24"
    if kind in _EXPECTATIONS:
        example = _example(detail["loc"])
        return _EXPECTATIONS[kind].format(**context) + (f", such as {example}" if example else "")
    return detail["msg"].removeprefix("Input should be ")


# What stands for a password in an address, which no error repeats.
_PASSWORD = re.compile(r"(?<=://)[^:@]*:.*(?=@)|(?<=password=)[^&\"]*")
# Characters of a wrong value in config.yml that its error repeats.
_MOST_SHOWN = 60

# The type of pydantic's error -> what is expected instead; an example follows.
_EXPECTATIONS = {
    "model_type": "a section with settings below it",
    "dict_type": "a section with settings below it",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "less_than_equal": "at most {le}",
    "greater_than_equal": "at least {ge}",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "a text",
    "string_too_short": "a text that is not empty",
    "string_too_long": "a text of at most {max_length} characters",
    "tuple_type": "a list in brackets",
}


def _example(path: Path_) -> str:
    """Return the default of a setting as the file would have it; empty if there is none to show."""
    value: object = Configuration()
    for step in path:
        if isinstance(step, int):
            value = value[0] if isinstance(value, tuple) and value else None
        else:
            value = getattr(value, step, None)
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]" if value else "[one, two]"
    return str(value) if isinstance(value, str | int) and value != "" and not isinstance(value, bool) else ""


def _choices(context: Mapping[str, Any]) -> str:
    """Return the values that pydantic lists; it writes the members of an enumeration as Python does."""
    return re.sub(r"<[\w.]+: ('[^']*')>", r"\1", str(context["expected"]))


def _nearest_value(detail: ErrorDetails) -> str:
    if detail["type"] not in ("enum", "literal_error"):
        return ""
    choices = {
        name.lower(): name
        for name in _choices(detail["ctx"]).replace("'", "").replace(" or ", ", ").split(", ")
    }
    nearest = difflib.get_close_matches(str(detail["input"]).lower(), list(choices), n=1, cutoff=0.5)
    return f" Did you mean {choices[nearest[0]]}?" if nearest else ""


def _names_at(path: Path_) -> list[str]:
    model: type[BaseModel] = Configuration
    for step in path:
        if str(step) not in model.model_fields:  # a name that the file itself gives, such as a template's
            continue
        annotation = model.model_fields[str(step)].annotation
        kinds = [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type)]
        model = next(kind for kind in kinds if issubclass(kind, BaseModel))
    return list(model.model_fields)


def _line(path: Path_, lines: Mapping[Path_, int]) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _walk(node: yaml.Node | None, path: Path_, lines: dict[Path_, int]) -> Iterator[tuple[str, int]]:
    """Note the line of every key; yield duplicates (YAML would silently take the last)."""
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        place = (*path, key.value)
        if place in lines:
            yield ".".join(map(str, place)), key.start_mark.line + 1
        lines[place] = key.start_mark.line + 1
        yield from _walk(value, place, lines)
