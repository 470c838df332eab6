"""A label that GitHub would divide, or that could be some person's, is refused before it does harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.core.settings import Configuration, LabelsSection, config

SETTINGS = sorted(
    [
        *((section, "label") for section, model in Configuration() if hasattr(model, "label")),
        *(("labels", name) for name in LabelsSection.model_fields),
    ]
)


def _faults(folder: Path, section: str, name: str, value: str) -> list[str]:
    file = folder / "config.yml"
    file.write_text(f"{section}:\n  {name}: {json.dumps(value)}\n", encoding="utf-8")
    return [fault.replace(f"{folder}/", "") for fault in config.read_file(file)[1]]


@pytest.mark.parametrize(("section", "name"), SETTINGS)
def test_a_label_holds_no_comma(tmp_path: Path, section: str, name: str) -> None:
    assert _faults(tmp_path, section, name, "a,b") == [
        f'config.yml:2: {section}.{name} is "a,b"; expected a label without a comma, such as falha-entrega.'
    ]


@pytest.mark.parametrize(("section", "name"), [one for one in SETTINGS if one[1] != "contact_prefix"])
@pytest.mark.parametrize("label", ["contato-x", "Contato-custos"])
def test_a_label_is_none_that_a_person_could_have(
    tmp_path: Path, section: str, name: str, label: str
) -> None:
    (fault,) = _faults(tmp_path, section, name, label)

    assert fault.startswith(f"config.yml:1: {section}: ")
    assert f"expected {name} not to begin with contato-, as the labels of persons do" in fault


def test_billing_and_rotation_have_labels_of_their_own() -> None:
    assert {("billing", "label"), ("rotation", "label")} <= set(SETTINGS)
