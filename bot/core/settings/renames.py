"""The settings that had another name in an earlier version, for `bot upgrade-config`: all of them, and here alone."""

from __future__ import annotations

from collections.abc import Mapping

RENAMES: Mapping[tuple[str, ...], str] = {
    # What is counted are segments, which cost, and no longer orders, of which one may have ten.
    ("ceilings", "orders_per_hour"): "segments_per_hour",
    ("ceilings", "orders_per_day"): "segments_per_day",
    ("ceilings", "token_orders_per_hour"): "token_segments_per_hour",
    ("ceilings", "token_orders_per_day"): "token_segments_per_day",
}
