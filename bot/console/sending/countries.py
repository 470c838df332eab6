"""What the countries are called that offices in Brazil write to; others are shown by their ISO code."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "AO": "Angola",
    "AR": "Argentina",
    "AT": "Austria",
    "AU": "Australia",
    "BE": "Belgium",
    "BO": "Bolivia",
    "BR": "Brazil",
    "CA": "Canada",
    "CH": "Switzerland",
    "CL": "Chile",
    "CN": "China",
    "CO": "Colombia",
    "CR": "Costa Rica",
    "CV": "Cape Verde",
    "DE": "Germany",
    "DO": "Dominican Republic",
    "EC": "Ecuador",
    "ES": "Spain",
    "FR": "France",
    "GB": "United Kingdom",
    "GW": "Guinea-Bissau",
    "IE": "Ireland",
    "IL": "Israel",
    "IN": "India",
    "IT": "Italy",
    "JP": "Japan",
    "LB": "Lebanon",
    "MX": "Mexico",
    "MZ": "Mozambique",
    "NL": "Netherlands",
    "PA": "Panama",
    "PE": "Peru",
    "PT": "Portugal",
    "PY": "Paraguay",
    "ST": "Sao Tome and Principe",
    "TL": "East Timor",
    "US": "United States",
    "UY": "Uruguay",
    "VE": "Venezuela",
    "ZA": "South Africa",
}


def name_of(code: str) -> str:
    """Return a country's name in English, or its code."""
    return _NAMES.get(code, code)
