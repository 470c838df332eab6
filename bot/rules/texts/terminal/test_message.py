"""What `bot canary` says."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    'The relay accepted the test message. The issue "{title}" shows when it has arrived.': (
        'O relay aceitou a mensagem de teste. A issue "{title}" mostra quando ela chegar.'
    ),
    "The relay did not accept the test message: {why}.": "O relay não aceitou a mensagem de teste: {why}.",
    "Check that the relay is running, and that relay.public_url and TWILIO_AUTH_TOKEN match Twilio's.": (
        "Confira se o relay está rodando e se relay.public_url e TWILIO_AUTH_TOKEN são os da Twilio."
    ),
    # Its help.
    "Test the whole path of a message: relay, GitHub, workflow, issue.": (
        "Testa todo o caminho de uma mensagem: relay, GitHub, workflow, issue."
    ),
    "Send a test message to the relay, signed as by Twilio.": (
        "Envia ao relay uma mensagem de teste, assinada como pela Twilio."
    ),
    "It reaches no phone and opens no conversation. When it has arrived, within a minute or two, the issue about the "
    "test message shows how long it took.": (
        "Ela não chega a nenhum telefone e não abre conversa. Quando tiver chegado, em um ou dois minutos, a issue da "
        "mensagem de teste mostra quanto tempo levou."
    ),
    "--json prints `accepted`, `reason` where the relay did not accept it, and `issue_title`.": (
        "--json mostra `accepted`, `reason` quando o relay não a aceitou, e `issue_title`."
    ),
}
