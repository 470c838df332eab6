"""A job that reports what became of an order just before the relay is asked for it."""

from __future__ import annotations

from flask import Flask, request

from bot.adapters import relay_reports
from bot.rules.people.sealing import Vault
from bot.rules.wire.order_status import OrderReport, OrderStatus


def report_when_asked(app: Flask, vault: Vault, fate: OrderStatus, detail: str = "", code: int = 0) -> None:
    """Have a job report the fate of each order over HTTP, when somebody asks the application for its status."""

    @app.before_request
    def report() -> None:
        if request.method == "GET":
            order = request.path.rpartition("/")[2]
            relay_reports.report_order(request.host_url, OrderReport(order, fate, detail, code), vault)
