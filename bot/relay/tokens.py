"""Who may see the relay's inner state: the bearer tokens of GATEWAY_API_TOKENS."""

from __future__ import annotations

import hmac

from pydantic import SecretStr


class ApiTokens:
    """Named tokens; compared in constant time, all of them each time."""

    def __init__(self, pairs: SecretStr | None) -> None:
        """Read `name:token` pairs separated by commas, as settings.py has checked them."""
        parts = pairs.get_secret_value().split(",") if pairs else []
        self._tokens = {
            name: token.encode() for name, _, token in (part.strip().partition(":") for part in parts)
        }

    def name(self, authorization: str) -> str | None:
        """Return whose token an Authorization header holds, or None."""
        scheme, _, given = authorization.partition(" ")
        presented = given.strip().encode()
        found = [name for name, token in self._tokens.items() if hmac.compare_digest(token, presented)]
        return found[0] if found and scheme.lower() == "bearer" else None
