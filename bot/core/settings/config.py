"""config.yml + environment -> Settings, or every fault at once, each with place, expectation and nearest name."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.core.errors import ConfigError
from bot.core.sentences import Sentence, joined
from bot.core.settings import (
    Configuration,
    Settings,
    env_lines,
    file_faults,
    mixed_up,
    together,
    url_types,
    variables,
    yaml_text,
)
from bot.core.settings.environment import ALIASES, Environment


class Role(StrEnum):
    """Which process reads them: the relay cannot check a signature without the auth token."""

    RELAY = "relay"
    JOB = "job"


def process_environment() -> dict[str, str]:
    """Return the variables of this process."""
    return dict(os.environ)


def env_folder(file: Path) -> Path:
    """Return where the `.env` of a config.yml is: beside it, or, where there is none, in the current folder."""
    return env_lines.path_beside(file).parent


def local_environment(folder: Path) -> dict[str, str]:
    """Return the variables of `.env`, if there is one, overridden by those of the process.

    Raises ConfigError where the file cannot be read, or is not UTF-8 text.
    """
    return {**env_file(folder), **os.environ}


def env_file(folder: Path) -> dict[str, str]:
    """Return the variables of `.env`; none without one. Raises ConfigError as `local_environment` does."""
    return env_lines.values(folder / env_lines.NAME)


def load_local(file: Path, role: Role = Role.JOB, *, public_url: str = "") -> Settings:
    """Return the settings of a config.yml, its `.env` and this process; raises ConfigError as `load` does."""
    folder = env_folder(file)
    try:
        settings = load(file, local_environment(folder), role, public_url=public_url)
    except ConfigError as error:
        faults = [*env_lines.broken(folder / env_lines.NAME), *error.faults]
        raise ConfigError(faults, _where(file, folder) if any(map(_is_missing, faults)) else "") from None
    return settings.model_copy(update={"env_folder": folder})


def _is_missing(fault: str) -> bool:
    return "missing" in fault


def _where(file: Path, folder: Path) -> str:
    """Return where variables were looked for."""
    path = folder / env_lines.NAME
    if path.exists():
        return Sentence("Variables were read from {path} and from the environment.", path=path.resolve())
    return Sentence(
        "There is no .env beside {file}, nor in {folder}. `bot setup` writes it; another config.yml is named with "
        "--config.",
        file=file.absolute(),
        folder=Path.cwd(),
    )


def load(file: Path, environ: Mapping[str, str], role: Role = Role.JOB, *, public_url: str = "") -> Settings:
    """Return the settings; raises ConfigError with all faults of the file and of the environment.

    `public_url` takes the place of relay.public_url in the file.
    """
    read = _read(file)
    config, file_faults_ = read.config, read.faults
    if config and public_url:
        relay = config.relay.model_copy(update={"public_url": public_url})
        config = config.model_copy(update={"relay": relay})
    environment, environment_faults = read_environment(environ, role)
    if role is Role.RELAY and not public_url and read.content is not None:
        file_faults_ += together.no_public_url(file, read.content, read.lines)
    if config and environment and config.relay.public_url and not environment.TWILIO_API_URL:
        place = together.place(file, together.PUBLIC_URL, read.lines)
        file_faults_ += _unreachable(place, config.relay.public_url)
    if config is None or environment is None or file_faults_:
        raise ConfigError(file_faults_ + environment_faults)
    return Settings(config=config, environment=environment, relay=role is Role.RELAY)


def _unreachable(file: str, url: str) -> list[str]:
    if not url_types.is_loopback(url):
        return []
    pattern = (
        "{file}: relay.public_url is {url}, which Twilio cannot reach from the internet. Write the proxy's own "
        "address, such as https://bot.escritorio.com.br."
    )
    return [Sentence(pattern, file=file, url=url)]


def schema() -> str:
    """Return the JSON Schema of config.yml, for editors."""
    content = Configuration.model_json_schema()
    content["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_file(file: Path) -> tuple[Configuration | None, list[str]]:
    """Return the configuration in the file, or None and what is wrong with it."""
    read = _read(file)
    return read.config, read.faults


def place_of(file: Path, path: yaml_text.Path_) -> str:
    """Return the file and the line of a setting, for an error; the file alone where it is not written."""
    return together.place(file, path, _read(file).lines)


@dataclass(frozen=True, slots=True)
class _Read:
    """A configuration file: its values as they were written (None where it cannot be read), and the line of each."""

    config: Configuration | None
    faults: list[str]
    content: object
    lines: Mapping[yaml_text.Path_, int]


def _read(file: Path) -> _Read:
    node, content, faults = yaml_text.read(file)
    if faults:
        return _Read(None, faults, None, {})
    content = {} if content is None else content
    lines: dict[yaml_text.Path_, int] = {}
    twice = "{file}:{line}: {name} appears twice; keep one."
    faults += [
        Sentence(twice, file=file, line=line, name=name) for name, line in yaml_text.lines(node, (), lines)
    ]
    faults += together.same_labels(file, content, lines)
    config = None
    try:
        config = Configuration.model_validate(content)
    except ValidationError as error:
        faults += [file_faults.of(file, detail, lines) for detail in error.errors(include_url=False)]
    return _Read(None if faults else config, faults, content, lines)


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
    faults: list[str] = []
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
        fault = (
            "TWILIO_PHONE_NUMBER, TWILIO_WHATSAPP_NUMBER: both are missing; set the one you have, or both."
        )
        numbers = ("TWILIO_PHONE_NUMBER", "TWILIO_WHATSAPP_NUMBER")
        faults.append(variables.with_slips(fault, numbers, given))
    return faults + variables.repository(given)


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
    expected = Sentence("{name}: expected {expected}.", name=name, expected=file_faults.expectation(detail))
    hint = mixed_up.hint(name, given)
    return joined([expected, hint]) if hint else expected
