"""/metrics: the relay's figures for Prometheus, for who has METRICS_TOKEN; without one there is no such address."""

from __future__ import annotations

import hmac
from types import ModuleType

from flask import Blueprint, Response, request
from pydantic import SecretStr
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import NotFound, Unauthorized

from bot.relay.figures import Figures
from bot.relay.health import Health
from bot.relay.live_settings import LiveSettings
from bot.relay.store.store import Store

PATH = "/metrics"
_SCHEME = "bearer"


def blueprint(live: LiveSettings, store: Store, health: Health) -> Blueprint:
    """Return the address that Prometheus asks, in its own text format or in that of OpenMetrics."""
    area = Blueprint("metrics", __name__)
    if live.current.environment.METRICS_TOKEN:
        _load()  # at the start rather than while webhooks wait for it

    @area.get(PATH)
    def metrics() -> Response:
        _require(live.current.environment.METRICS_TOKEN, request.headers.get("Authorization", ""))
        prometheus = _load()
        registry = prometheus.CollectorRegistry(auto_describe=False)
        registry.register(Figures(store, health, live.current))
        encode, content_type = prometheus.exposition.choose_encoder(request.headers.get("Accept", ""))
        return Response(encode(registry), content_type=content_type)

    return area


def _load() -> ModuleType:
    """Return Prometheus' library: it takes 0.1 s and some megabytes, and most relays have nobody who asks."""
    import prometheus_client  # noqa: PLC0415 - see above

    return prometheus_client


def _require(token: SecretStr | None, authorization: str) -> None:
    """Raise NotFound where nobody may ask, Unauthorized for who does not have the token."""
    if token is None:
        raise NotFound
    scheme, _, given = authorization.partition(" ")
    fits = hmac.compare_digest(token.get_secret_value().encode(), given.strip().encode())
    if not fits or scheme.lower() != _SCHEME:
        raise Unauthorized(
            "Send the header `Authorization: Bearer TOKEN` with the relay's METRICS_TOKEN.",
            www_authenticate=WWWAuthenticate(_SCHEME, {"realm": "metrics"}),
        )
