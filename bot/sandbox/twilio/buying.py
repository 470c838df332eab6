"""What a country asks of who buys a number there: numbers.twilio.com/v2/RegulatoryCompliance/Regulations.

The regulations are made up; their shape is that of Twilio's OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from bot.sandbox.twilio.content import paged
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.shapes import Json

_BUSINESS = (
    ("business_name", "Business Name"),
    ("business_registration_number", "Business Registration Number (CNPJ)"),
)
# Country and kind of number: the fields about the business, and for each requirement the documents that meet it.
_REGULATIONS: dict[tuple[str, str], tuple[tuple[str, tuple[str, ...]], ...]] = {
    ("BR", "local"): (
        ("Business Registration", ("Commercial Register Excerpt (Cartão CNPJ)",)),
        ("Address", ("Utility Bill", "Rental Contract")),
    ),
    ("BR", "mobile"): (("Business Registration", ("Commercial Register Excerpt (Cartão CNPJ)",)),),
    ("PT", "mobile"): (("Address", ("Utility Bill",)),),
}


def add_routes(rest: Blueprint, bound: Callable[[Callable[..., Response]], Callable[..., Response]]) -> None:
    rule = "/RegulatoryCompliance/Regulations"
    rest.add_url_rule(rule, "GET regulations", bound(listed), methods=["GET"])


def listed(_: TwilioEmulator) -> Response:
    query = request.args
    if query.get("EndUserType", "business") != "business":
        return paged("results", [])
    found = [
        _shape(country, kind, place)
        for place, (country, kind) in enumerate(_REGULATIONS, 1)
        if query.get("IsoCountry", country) == country and query.get("NumberType", kind) == kind
    ]
    return paged("results", found)


def _shape(country: str, kind: str, place: int) -> Json:
    base, sid = f"{request.host_url}v2/RegulatoryCompliance", f"RN{place:032}"
    return {
        "end_user_type": "business",
        "friendly_name": f"{country}: {kind.capitalize()} - Business",
        "iso_country": country,
        "number_type": kind,
        "requirements": {
            "end_user": [
                {
                    "detailed_fields": [
                        {"description": label, "friendly_name": label, "machine_name": name}
                        for name, label in _BUSINESS
                    ],
                    "fields": [name for name, _ in _BUSINESS],
                    "name": "Business",
                    "requirement_name": "business_info",
                    "type": "business",
                    "url": f"{base}/Regulations/business",
                }
            ],
            "supporting_document": [
                [_requirement(name, documents, base) for name, documents in _REGULATIONS[country, kind]]
            ],
        },
        "sid": sid,
        "url": f"{base}/Regulations/{sid}",
    }


def _requirement(name: str, documents: tuple[str, ...], base: str) -> Json:
    return {
        "accepted_documents": [
            {
                "detailed_fields": [],
                "fields": [],
                "name": one,
                "type": _slug(one),
                "url": f"{base}/DocumentTypes/{_slug(one)}",
            }
            for one in documents
        ],
        "description": name,
        "name": name,
        "requirement_name": f"{_slug(name)}_info",
        "type": "document",
    }


def _slug(name: str) -> str:
    return "_".join(name.lower().split())
