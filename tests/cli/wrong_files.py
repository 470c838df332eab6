"""Files config.yml as people get them wrong, and what each is told, in English and in Portuguese."""

from __future__ import annotations

from dataclasses import dataclass

from tests.cli.as_typed import PUBLIC
from tests.made_up import AUTH_TOKEN

OPEN = "relay:\n  public_url: {}\n"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A file; phrases of its error that name the place, and those that say what to do."""

    name: str
    content: str | bytes
    english: tuple[str, ...]
    portuguese: tuple[str, ...]


def _url(value: str, english: str, portuguese: str) -> Wrong:
    place = "config.yml:2: relay.public_url"
    return Wrong(f"address {value}", OPEN.format(value), (place, english), (place, portuguese))


def _setting(path: str, value: str, english: str, portuguese: str) -> Wrong:
    """Return a file with one wrong setting, in the line after the address and its sections."""
    *sections, name = path.split(".")
    lines = [f"{'  ' * depth}{section}:" for depth, section in enumerate(sections)]
    text = "\n".join([*lines, f"{'  ' * len(sections)}{name}: {value}", PUBLIC])
    text = text.replace("\nrelay:\n", "\n") if lines[:1] == ["relay:"] else text
    place = f"config.yml:{len(lines) + 1}: {path}"
    return Wrong(f"{path} {value}", text, (place, english), (place, portuguese))


OF_ADDRESS = (
    Wrong(
        "no address",
        OPEN.format('""'),
        ("config.yml:2: relay.public_url is not set. Write the address",),
        ("config.yml:2: falta relay.public_url. Escreva o endereço",),
    ),
    _url("", "expected a text", "esperado: um texto"),
    _url("http://bot.escritorio.com.br", "begins with https://", "comece com https://"),
    _url("https://localhost", "Write the proxy's own address", "Escreva o endereço do próprio proxy"),
    _url("http://127.0.0.1:8360", "Write the proxy's own address", "Escreva o endereço do próprio proxy"),
    _url("https://192.168.0.10", "can reach from the internet", "alcance pela internet"),
    _url("https://relay.local", "can reach from the internet", "alcance pela internet"),
    _url("https://seu-dominio.com", "your own relay", "seu relay"),
    _url("https://bot.your-domain.com", "your own relay", "seu relay"),
    _url("https://bot.example.com", "is an example", "é um exemplo"),
    _url("https://bot.escritorio.com.br/api", "without a path", "sem caminho"),
    _url("bot.escritorio.com.br", "such as https://", "como https://"),
    _url("ftp://bot.escritorio.com.br", "such as https://", "como https://"),
    _url("https://ana:senha@bot.escritorio.com.br", "without a path", "sem caminho"),
    _url("https://bot_relay.escritorio.com.br", "without an underscore", "sem sublinhado"),
    _url("https://bot.escritório.com.br", "xn--", "xn--"),
    _url("https://bot.escritorio.com.br:99999", "port from 1 to 65535", "porta de 1 a 65535"),
    _url("https://bot", "a whole host name", "um nome completo"),
    _url("[https://bot.escritorio.com.br]", "expected a text", "esperado: um texto"),
)
OF_SETTINGS = (
    _setting("language.people", "pt", "Did you mean pt-BR?", "Você quis dizer pt-BR?"),
    _setting("language.maintainers", "english", "one of pt-BR, en", "um destes: pt-BR, en"),
    _setting("time_zone", "America/SaoPaulo", "such as America/Sao_Paulo", "como America/Sao_Paulo"),
    _setting("time_zone", "-03:00", "such as America/Sao_Paulo", "como America/Sao_Paulo"),
    _setting("relay.port", "80800", "at most 65535", "no máximo 65535"),
    _setting("relay.port", "0", "at least 1", "no mínimo 1"),
    _setting("relay.port", "oito", "a whole number", "um número inteiro"),
    _setting("relay.port", "{a: 1}", "a whole number", "um número inteiro"),
    _setting("relay.port", "9" * 30, "at most 65535", "no máximo 65535"),
    _setting("relay.log_megabytes", "1.5", "a whole number", "um número inteiro"),
    _setting("relay.workers", "-1", "at least 0", "no mínimo 0"),
    _setting("relay.keep", "30", "with its unit", "com unidade"),
    _setting("relay.keep", "30 dias", "with its unit", "com unidade"),
    _setting("relay.keep", "1h", "from 1d to 3650d", "de 1d a 3650d"),
    _setting("relay.log_format", "jsn", "Did you mean json?", "Você quis dizer json?"),
    _setting("relay.allow_from", "[203.0.113.0/33]", "a network such as", "uma rede como"),
    _setting("relay.trusted_proxies", "[0.0.0.0/0]", "your proxies alone", "só as redes dos seus proxies"),
    _setting("relay.database", "mysql://u@h/d", "a file such as", "um arquivo como"),
    _setting("dispatch.per_minute", "500", "at most 80", "no máximo 80"),
    _setting("labels.sms", '"a, b"', "without a comma", "sem vírgula"),
    _setting("labels.sms", '""', "not empty", "não esteja vazio"),
    _setting("labels.sms", "x" * 51, "at most 50 characters", "no máximo 50 caracteres"),
    _setting("labels.sms", "FALHA-ENTREGA", "a label of its own", "uma label própria"),
    _setting("billing.label", "Rotacao", "a label of its own", "uma label própria"),
    _setting("billing.assignees", '["@ana"]', "without @", "sem @"),
    _setting("rotation.assignees", "[ana@escritorio.com.br]", "such as ana-lima", "como ana-lima"),
    _setting("rotation.assignees", "ana", "such as [one, two]", "como [um, dois]"),
    _setting(
        "routes",
        "[{words: [a]}]",
        "labels or assign beside the conditions",
        "labels ou assign ao lado das condições",
    ),
    _setting("routes", "[{labels: [Fila]}]", "Give the rule another", "Dê outra à regra"),
    _setting("routes", '[{assign: ["@ana"]}]', "without @ in brackets", "sem @ entre colchetes"),
    _setting("rotation.look_every", "3d", "one of 1d, 7d", "um destes: 1d, 7d"),
    _setting("rotation.rotated_on.contact_key", "2199-01-01", "not in the future", "não esteja no futuro"),
    _setting("rotation.rotated_on.contact_key", "01/12/2025", "such as 2026-11-24", "como 2026-11-24"),
    _setting("rotation.remind_before", "[0, 7, 14]", "the most first", "do maior ao menor"),
    _setting("billing.monthly_budget", "50.00", "in quotes", "entre aspas"),
    _setting("billing.monthly_budget", '"50,00"', "with a decimal point", "com ponto decimal"),
    _setting("billing.currency", "real", "such as USD", "como USD"),
    _setting("billing.thresholds", "50", "in brackets", "entre colchetes"),
    _setting("acknowledgement.enabled", "talvez", "true or false", "true ou false"),
    _setting("policy.marketing.hours", "7:00-22:00", "such as 09:00-22:00", "como 09:00-22:00"),
    _setting("policy.marketing.hours", "22:00", "such as 09:00-22:00", "como 09:00-22:00"),
    _setting("policy.marketing.hours", "07h00 às 22h00", "such as 09:00-22:00", "como 09:00-22:00"),
    _setting("policy.marketing.days", "[seg, ter]", "one of mon", "um destes: mon"),
    _setting("policy.marketing.days", "[]", "at least one of mon", "pelo menos um destes: mon"),
    _setting("policy.marketing.cap", "1 por dia", "such as 1 per 1d", "como 1 per 1d"),
    _setting("policy.countries", "[Brasil]", "such as BR", "como BR"),
    Wrong(
        "one word with two meanings",
        f"{PUBLIC}keywords:\n  pt_br:\n    opt_out: [AJUDA]\n",
        ("config.yml:3: keywords: expected each word under one meaning", "AJUDA"),
        ("config.yml:3: keywords: esperado: cada palavra com um só sentido", "AJUDA"),
    ),
    _setting("media.max_megabytes", "400", "at most 40", "no máximo 40"),
    _setting("replies.permission", "writ", "Did you mean write?", "Você quis dizer write?"),
)
OF_NAMES = (
    Wrong(
        "section one slip away",
        f"replys:\n  mode: command\n{PUBLIC}",
        ("config.yml:1: replys is not a setting.", "Did you mean replies?"),
        ("config.yml:1: replys não é uma configuração.", "Você quis dizer replies?"),
    ),
    Wrong(
        "setting one slip away, and the address empty",
        'relay:\n  prot: 8360\n  public_url: ""\n',
        ("config.yml:2: relay.prot", "Did you mean port?", "config.yml:3: relay.public_url is not set."),
        ("config.yml:2: relay.prot", "Você quis dizer port?", "config.yml:3: falta relay.public_url."),
    ),
    Wrong(
        "unlike any",
        f"{PUBLIC}  webhook: x\n",
        ("config.yml:3: relay.webhook is not a setting.", "Known here: public_url"),
        ("config.yml:3: relay.webhook não é uma configuração.", "Aqui existem: public_url"),
    ),
    Wrong(
        "secret",
        f"{PUBLIC}twilio_auth_token: {AUTH_TOKEN}\n",
        ("config.yml:3: twilio_auth_token", "write TWILIO_AUTH_TOKEN into .env"),
        ("config.yml:3: twilio_auth_token", "escreva TWILIO_AUTH_TOKEN no .env"),
    ),
    Wrong(
        "password in the address of the database",
        f"{PUBLIC}  database: postgresql://relay:{AUTH_TOKEN}@db/relay\n",
        ("config.yml:3: relay.database", "RELAY_DATABASE_PASSWORD in .env"),
        ("config.yml:3: relay.database", "RELAY_DATABASE_PASSWORD no .env"),
    ),
    Wrong(
        "number as a name",
        f"{PUBLIC}1: x\n",
        ("config.yml:3: 1 cannot be the name of a setting.",),
        ("config.yml:3: 1 não pode ser nome de configuração.",),
    ),
    Wrong(
        "section twice",
        f"{PUBLIC}relay:\n  port: 8361\n",
        ("config.yml:3: relay appears twice; keep one.",),
        ("config.yml:3: relay aparece duas vezes; deixe só um.",),
    ),
    Wrong(
        "section that is a text",
        f"language: en\n{PUBLIC}",
        ("config.yml:1: language", "a section with settings below it"),
        ("config.yml:1: language", "uma seção com configurações abaixo"),
    ),
    Wrong(
        "template whose text and variables differ, beside another fault",
        f'tme_zone: x\n{PUBLIC}templates:\n  boleto:\n    sid: HX{"0" * 32}\n    text: "Olá {{nome}}"\n',
        ("config.yml:5: templates.boleto", "nome in variables too", "config.yml:1: tme_zone"),
        ("config.yml:5: templates.boleto", "nome também em variables", "config.yml:1: tme_zone"),
    ),
    Wrong(
        "template without a SID",
        f'{PUBLIC}templates:\n  boleto:\n    text: "Olá"\n',
        ("config.yml:4: templates.boleto.sid is missing.",),
        ("config.yml:4: falta templates.boleto.sid.",),
    ),
    Wrong(
        "template with capitals",
        f'{PUBLIC}templates:\n  Boleto:\n    sid: HX1\n    text: "Olá"\n',
        (
            "config.yml:4: templates.Boleto",
            "small letters",
            "config.yml:5: templates.Boleto.sid",
            "HX and 32",
        ),
        (
            "config.yml:4: templates.Boleto",
            "letras minúsculas",
            "config.yml:5: templates.Boleto.sid",
            "HX e 32",
        ),
    ),
)


def _text(name: str, content: str | bytes, english: str, portuguese: str) -> Wrong:
    return Wrong(name, content, (english,), (portuguese,))


OF_TEXT = (
    _text(
        "empty", "", "config.yml: relay.public_url is not set. Write", "config.yml: falta relay.public_url."
    ),
    _text(
        "comments alone", "# nada\n", "config.yml: relay.public_url is not set.", "falta relay.public_url."
    ),
    _text("list", "- a\n- b\n", "config.yml:1: config.yml", "config.yml:1: config.yml"),
    _text("a word", "olá\n", "config.yml:1: config.yml", "config.yml:1: config.yml"),
    _text("latin-1", "# ação\n".encode("latin-1"), "Save it again as UTF-8.", "Salve-o de novo como UTF-8."),
    _text("UTF-16", PUBLIC.encode("utf-16"), "Save it again as UTF-8.", "Salve-o de novo como UTF-8."),
    _text(
        "tabs", "relay:\n\tport: 1\n", "config.yml:2: is not YAML: a line begins with a tab", "config.yml:2:"
    ),
    _text(
        "control character",
        f"{PUBLIC}# \x07\n",
        "config.yml:3: holds a character",
        "config.yml:3: tem um caractere",
    ),
    _text("null character", f"{PUBLIC}\0", "config.yml:3: holds a character", "Digite a linha de novo"),
    _text(
        "brackets",
        f"{PUBLIC}a: {'[' * 5000}",
        "config.yml: is nested too deeply",
        "config.yml: tem níveis demais",
    ),
    _text("large", "#" * 1_000_001, "config.yml: is too large", "config.yml: é grande demais"),
    _text(
        "impossible date",
        f"{PUBLIC}rotation:\n  rotated_on:\n    contact_key: 2026-13-45\n",
        "config.yml:5: looks like a date",
        "Escreva datas como 2026-11-24",
    ),
    _text(
        "quote open at the end",
        f"{PUBLIC}time_zone: 'America\nlanguage: {{}}\n",
        "config.yml:3: is not YAML: a quote that opens here is not closed.",
        "config.yml:3: não é YAML: as aspas que abrem aqui não fecham.",
    ),
    _text(
        "quote open before another",
        'language:\n  people: "pt-BR\nrelay:\n  public_url: "https://x.com.br"\n',
        "config.yml:2: is not YAML: a quote that opens here is not closed.",
        "config.yml:2: não é YAML: as aspas que abrem aqui não fecham.",
    ),
    _text(
        "bracket open",
        f"rotation:\n  remind_before: [14, 7, 0\n{PUBLIC}",
        "config.yml:2: is not YAML: a comma is missing, or a bracket is not closed.",
        "config.yml:2: não é YAML: falta uma vírgula, ou um colchete não está fechado.",
    ),
    _text(
        "colon in a value",
        f"{PUBLIC}time_zone: fuso: Brasil\n",
        "config.yml:3: is not YAML: a colon stands",
        "config.yml:3: não é YAML: há dois-pontos",
    ),
    _text(
        "indented too little",
        "relay:\n    port: 1\n  host: x\n",
        "config.yml:3: is not YAML: the line does not begin",
        "config.yml:3: não é YAML: a linha não começa",
    ),
    _text(
        "no colon",
        f"{PUBLIC}time_zone\n",
        "config.yml:3: is not YAML: a colon is missing",
        "config.yml:3: não é YAML: faltam os dois-pontos",
    ),
    _text(
        "two documents",
        f"{PUBLIC}---\na: 1\n",
        "config.yml:3: is not YAML: --- begins",
        "config.yml:3: não é YAML: --- começa",
    ),
    _text(
        "tag",
        f"{PUBLIC}time_zone: !!python/name:os.system\n",
        "config.yml:3: is not YAML: it holds a tag",
        "config.yml:3: não é YAML: tem uma marca",
    ),
    _text(
        "alias",
        f"{PUBLIC}time_zone: *fuso\n",
        "config.yml:3: is not YAML: it refers (*)",
        "config.yml:3: não é YAML: faz referência (*)",
    ),
    _text("curly quotes", f"{PUBLIC}  port: “8360”\n", "config.yml:3: relay.port", "um número inteiro"),
)
RIGHT: dict[str, str | bytes] = {
    "as short as can be": PUBLIC,
    "byte order mark": b"\xef\xbb\xbf" + PUBLIC.encode(),
    "CRLF": PUBLIC.replace("\n", "\r\n"),
    "quotes": 'relay:\n  "public_url": "https://bot.exemplo.com.br"\n',
    "braces": 'relay: {public_url: "https://bot.exemplo.com.br"}',
    "slash behind the address": OPEN.format("https://bot.exemplo.com.br/"),
    "capitals and port in the address": OPEN.format("https://Bot.Exemplo.com.br:443"),
    "sections left empty": f"{PUBLIC}templates: {{}}\nlanguage: {{people: en}}\n",
    "--- at the beginning": f"---\n{PUBLIC}",
    "hours with blanks": f"{PUBLIC}policy:\n  marketing:\n    hours: 09:00 - 21:00\n",
    "hours across midnight": f"{PUBLIC}policy:\n  notification:\n    hours: 22:00-06:00\n",
    "durations with a blank": f"{PUBLIC}  keep: 30 d\n",
    "another label": f"{PUBLIC}labels:\n  sms: SMS recebido\n",
    "logins": f"{PUBLIC}billing:\n  assignees: [ana-lima, Bia_office]\n",
    "a country that YAML takes for false": f"{PUBLIC}policy:\n  countries: [BR, NO]\n",
}
