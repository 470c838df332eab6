"""Commands as people mistype them, and what each is told, in English and in Portuguese."""

from __future__ import annotations

import shlex
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """A command line; phrases of its error; the exit code."""

    line: str
    english: tuple[str, ...]
    portuguese: tuple[str, ...]
    code: int = 2

    @property
    def words(self) -> list[str]:
        return shlex.split(self.line)


def _call(line: str, english: str, portuguese: str, code: int = 2) -> Call:
    return Call(line, tuple(english.split("|")), tuple(portuguese.split("|")), code)


NUMBER = "+5511987654321"
COMMANDS = (
    _call("confg check", "'confg'|config", "'confg'|config"),
    _call("docter", "'docter'|doctor", "'docter'|doctor"),
    _call("mesages", "'mesages'|messages", "'mesages'|messages"),
    _call("setpu", "'setpu'|setup", "'setpu'|setup"),
    _call("config chek", "'chek'|check", "'chek'|check"),
    _call("config newkey", "'newkey'|new-key", "'newkey'|new-key"),
    _call("rotate twilio-token", "'twilio-token'|twilio-auth-token", "'twilio-token'|twilio-auth-token"),
    _call("consent ad", "'ad'|add", "'ad'|add"),
    _call("conversation lst", "'lst'|list", "'lst'|list"),
    _call("Doctor", "'Doctor'|doctor", "'Doctor'|doctor"),
    _call("config check --rol job", "--rol|--role", "--rol|--role"),
    _call("doctor --jsn", "--jsn|--json", "--jsn|--json"),
    _call("config check --role worker", "--role|relay|job", "--role|relay|job"),
    _call("config check extra", "extra", "extra"),
    _call("config check --config", "--config", "--config"),
    _call("messages --channel telegram", "--channel|sms|whatsapp", "--channel|sms|whatsapp"),
    _call("completion csh", "bash|zsh|fish", "bash|zsh|fish"),
    _call("completion", "bash", "bash"),
)
NUMBERS = (
    _call("rotate contact-key --reseal --most -5", "--most|-5", "--most|-5"),
    _call("rotate contact-key --reseal --most muitos", "--most|muitos", "--most|muitos"),
    _call("conversation list --limit 0", "--limit|0", "--limit|0"),
    _call("messages --limit 0", "--limit|0", "--limit|0"),
    _call("messages --limit 1.5", "--limit|1.5", "--limit|1.5"),
    _call("conversation show abc", "'NUMBER': 'abc'", "'NÚMERO': 'abc'"),
    _call("conversation open 0", "NUMBER|0 is not in the range x>=1", "NÚMERO|0 não está na faixa x>=1"),
    _call(f"send --timeout -1 {NUMBER} Oi", "--timeout|-1", "--timeout|-1"),
    _call("sandbox fault slow --times 0", "--times|0", "--times|0"),
)
OF_NUMBER = "Example: +5511987654321", "Exemplo: +5511987654321"
PHONES = tuple(
    _call(
        f"send --dry-run -- '{number}' Oi",
        f"the number {english}|{OF_NUMBER[0]}",
        f"o número {portuguese}|{OF_NUMBER[1]}",
    )
    for number, english, portuguese in (
        ("11987654321", "has no country code; a number in Brazil begins with +55", "não tem código do país"),
        ("987654321", "is not a number in international form", "não é um número no formato internacional"),
        ("+55", "begins with no country code", "não começa com um código de país"),
        ("+551198765432199", "has too many digits", "tem dígitos demais"),
        ("telefone", "is not a number in international form", "não é um número no formato internacional"),
        ("", "is missing or empty", "falta ou está vazio"),
    )
)
CONSENT = f"consent add --number {NUMBER} --purpose"
MISSING = (
    _call("send", "Missing argument 'NUMBER'", "Falta o argumento 'NÚMERO'"),
    _call(f"send {NUMBER}", "message is missing|Example:", "message falta|Exemplo:"),
    _call(f"send {NUMBER} ''", "message is missing|Example:", "message falta|Exemplo:"),
    _call("consent add", "Missing option '--number'", "Falta a opção '--number'"),
    _call(f"{CONSENT} marketing", "Missing option '--evidence'", "Falta a opção '--evidence'"),
    *(
        _call(
            f"{CONSENT} marketing --evidence '{nothing}'",
            "Write when and how the person agreed",
            "Escreva quando e como a pessoa concordou",
            code=1,
        )
        for nothing in ("", "  ")
    ),
    _call(
        f"send {NUMBER} Oi --relay https://bot.exemplo.com.br",
        "No token is known|GATEWAY_API_TOKENS=name:token",
        "Nenhum token é conhecido|GATEWAY_API_TOKENS=nome:token",
        code=1,
    ),
    _call(
        f"send {NUMBER} Oi --relay foo",
        "The relay's address is no web address|such as https://|No token is known",
        "O endereço do relay não é um endereço web|como https://|Nenhum token é conhecido",
        code=1,
    ),
    _call("trace", "Missing argument 'MESSAGE-ID'", "Falta o argumento 'ID-DA-MENSAGEM'"),
    _call("person export", "Missing argument 'NUMBER'", "Falta o argumento 'NÚMERO'"),
    _call("rotate api-token", "Missing argument 'NAME'", "Falta o argumento 'NOME'"),
    _call("relay migrate-store data/relay.db", "Missing argument 'TO'", "Falta o argumento 'PARA'"),
    _call("conversation show", "Missing argument 'NUMBER'", "Falta o argumento 'NÚMERO'"),
)
FILES = (
    _call(
        "rotate github-app-key nowhere.pem",
        "'nowhere.pem': No such file or directory",
        "'nowhere.pem': não existe",
    ),
    _call("rotate github-app-key .", "'.': Is a directory", "'.': é uma pasta"),
    _call(
        "rotate github-app-key config.yml/x.pem",
        "'config.yml/x.pem': Not a directory",
        "'config.yml/x.pem': o caminho passa por um arquivo",
    ),
    _call(
        "config check --config nowhere.yml",
        "nowhere.yml: cannot be read (No such file|name another with --config",
        "nowhere.yml: não pode ser lido (não existe)|indique outro com --config",
    ),
    _call(
        "config workflows --config nowhere.yml",
        "nowhere.yml: cannot be read",
        "nowhere.yml: não pode ser lido",
    ),
    _call("config check --config .", ".: is not a file|with --config", ".: não é um arquivo|com --config"),
    _call(
        "upgrade-config --config nowhere.yml",
        "nowhere.yml: cannot be read (No such file|name another with --config",
        "nowhere.yml: não pode ser lido (não existe)|indique outro com --config",
    ),
)
WORDS = (
    _call(f"send {NUMBER} Oi --purpose spam", "'--purpose'|'marketing'", "'--purpose'|'marketing'"),
    _call(f"send {NUMBER} Oi --type fax", "'--type'|'sms'", "'--type'|'sms'"),
    _call(f"{CONSENT} tudo --evidence papel", "'--purpose'|'all'", "'--purpose'|'all'"),
    _call("messages --since ontem", "--since: give a time such as 12h", "--since: informe um tempo como 12h"),
    _call(
        "messages --until 31/12/2025",
        "--until: give a time such as 12h",
        "--until: informe um tempo como 12h",
    ),
    _call(
        "trace SMxyz",
        "not the id of a message. Give the SM...",
        "não é o id de uma mensagem. Informe o SM...",
        code=1,
    ),
    _call("person export telefone", "the number is not|Example:", "o número não é|Exemplo:"),
    _call("person export 11987654321", "begins with +55|Example:", "começa com +55|Exemplo:"),
    _call("doctor --only nada", "there is no check nada|doctor --list", "não há o teste nada|doctor --list"),
    _call("setup --language pt --dry-run", "--language: pt|Choose pt-BR", "--language: pt|Escolha pt-BR"),
    _call(
        "relay --public-url foo",
        "--public-url: expected|such as https://",
        "--public-url: esperava-se|como https://",
    ),
    _call("rotate api-token painel a b", "(a b)", "(a b)"),
)
CALLS = (*COMMANDS, *NUMBERS, *PHONES, *MISSING, *FILES, *WORDS)
