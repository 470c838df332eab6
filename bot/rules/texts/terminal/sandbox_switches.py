"""The switches of the sandbox's screen, and what it says of what is out of order."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "What is out of order": "O que não está funcionando",
    "Now:": "Agora:",
    "The relay is down.": "O relay está parado.",
    "What comes now waits at Twilio.": "O que chegar agora espera na Twilio.",
    "Start the relay": "Iniciar o relay",
    "The console is the relay's: start the relay first.": "O console é do relay: inicie o relay antes.",
    "Kill the relay": "Derrubar o relay",
    "At once, as by a power cut. It stays down until you start it.": (
        "Na hora, como numa queda de energia. Fica parado até você iniciá-lo."
    ),
    "Relay and clock": "Relay e relógio",
    "What the clock starts, now:": "O que o relógio inicia, já:",
    "Its log": "O log",
    "What often goes wrong": "O que costuma falhar",
    "Switch on": "Ligar",
    "Switch off": "Desligar",
    "Do it": "Fazer",
    "{count} on": "{count} ligadas",
    "{count} more times": "mais {count} vezes",
    "once more": "mais uma vez",
    "For {count} more times.": "Por mais {count} vezes.",
    "Once more.": "Mais uma vez.",
    "times": "vezes",
    "always": "sempre",
    "code": "código",
    "Code of five digits": "Código de cinco dígitos",
    "How many times; empty for always": "Quantas vezes; vazio para sempre",
    "How many times is a number from 1 to {most}.": "Quantas vezes é um número de 1 a {most}.",
    "Give the code, which has five digits.": "Informe o código, que tem cinco dígitos.",
    "GitHub starts no run: {why}": "O GitHub não inicia a execução: {why}",
    # Headlines of what is on.
    "GitHub is down.": "O GitHub está fora do ar.",
    "GitHub refuses the token.": "O GitHub recusa o token.",
    "GitHub is slow.": "O GitHub está lento.",
    "GitHub Actions is switched off.": "O GitHub Actions está desligado.",
    "The minutes of GitHub Actions are used up.": "Os minutos do GitHub Actions acabaram.",
    "Twilio is down.": "A Twilio está fora do ar.",
    "Twilio is slow.": "A Twilio está lenta.",
    "The Twilio account is suspended.": "A conta da Twilio está suspensa.",
    "The Twilio account is closed.": "A conta da Twilio está encerrada.",
    "Workflow runs fail at once.": "As execuções dos workflows falham na hora.",
    "The phones of SMS cannot be reached.": "Os celulares não recebem SMS.",
    "Twilio delivers every message twice.": "A Twilio entrega cada mensagem duas vezes.",
    "Twilio refuses messages with error {code}.": "A Twilio recusa mensagens com o erro {code}.",
    "Messages fail with error {code}.": "As mensagens falham com o erro {code}.",
    # The groups.
    "GitHub: out of reach, slow, limited": "GitHub: fora do ar, lento, com limites",
    "GitHub: tokens and rights": "GitHub: tokens e permissões",
    "GitHub: repository and settings": "GitHub: repositório e configurações",
    "GitHub Actions": "GitHub Actions",
    "Twilio: messages": "Twilio: mensagens",
    "Twilio: out of reach, slow, limited": "Twilio: fora do ar, lenta, com limites",
    "Twilio: account and senders": "Twilio: conta e remetentes",
    "Twilio: set wrongly by somebody": "Twilio: configurado errado por alguém",
}
