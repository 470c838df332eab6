"""Files .env as people get them wrong, and what each is told, in English and in Portuguese."""

from __future__ import annotations

from tests.cli.as_typed import GOOD
from tests.cli.wrong_files import Wrong
from tests.made_up import AUTH_TOKEN, secret

SID = GOOD["TWILIO_ACCOUNT_SID"]


def env(**changed: str | None) -> str:
    """Return a good `.env` with other values, or without those that are None."""
    return "".join(f"{name}={value}\n" for name, value in {**GOOD, **changed}.items() if value is not None)


def _value(variable: str, value: str, english: str, portuguese: str) -> Wrong:
    return Wrong(
        f"{variable} {value}"[:60],
        env(**{variable: value}),
        (f"{variable}: ", english),
        (f"{variable}: ", portuguese),
    )


OF_VALUES = (
    _value("TWILIO_ACCOUNT_SID", f"AC{'x' * 32}", "AC and 32", "AC e 32"),
    _value("TWILIO_ACCOUNT_SID", f"SK{secret('k')}", "belongs in TWILIO_API_KEY", "vai em TWILIO_API_KEY"),
    _value("TWILIO_ACCOUNT_SID", SID[:-1], "32 hexadecimal digits", "32 dígitos hexadecimais"),
    _value("TWILIO_AUTH_TOKEN", "x" * 32, "32 hexadecimal digits", "32 dígitos hexadecimais"),
    _value("TWILIO_AUTH_TOKEN", "abc", "32 hexadecimal digits", "32 dígitos hexadecimais"),
    _value("TWILIO_AUTH_TOKEN", SID, "belongs in TWILIO_ACCOUNT_SID", "vai em TWILIO_ACCOUNT_SID"),
    _value("TWILIO_AUTH_TOKEN", "0" * 32, "a secret of your own", "um segredo seu"),
    _value("TWILIO_AUTH_TOKEN", f"“{AUTH_TOKEN}”", "32 hexadecimal digits", "32 dígitos hexadecimais"),
    _value("TWILIO_AUTH_TOKEN", f"{AUTH_TOKEN[:9]}\u200b{AUTH_TOKEN[9:]}", "32 hexadecimal", "32 dígitos"),
    _value("TWILIO_PHONE_NUMBER", "11987654321", "such as +5511987654321", "como +5511987654321"),
    _value(
        "TWILIO_PHONE_NUMBER", "+15551234567", "the number that Twilio gave you", "o número que a Twilio deu"
    ),
    _value(
        "TWILIO_PHONE_NUMBER",
        "whatsapp:+5511987654321",
        "belongs in TWILIO_WHATSAPP",
        "vai em TWILIO_WHATSAPP",
    ),
    _value(
        "TWILIO_PHONE_NUMBER",
        f"MG{secret('m')}",
        "TWILIO_MESSAGING_SERVICE_SID",
        "TWILIO_MESSAGING_SERVICE_SID",
    ),
    _value("TWILIO_WHATSAPP_NUMBER", "+5511987654321", "belongs in TWILIO_PHONE", "vai em TWILIO_PHONE"),
    _value("TWILIO_API_KEY", f"SK{secret('k')}", "a colon and its secret", "dois-pontos e o segredo"),
    _value("GITHUB_TOKEN", "github_pat_xxxxxxxxxxxxxxxxxxxx", "a secret of your own", "um segredo seu"),
    _value("GITHUB_TOKEN", "minha-senha-do-github", "begin with github_pat_", "começam com github_pat_"),
    _value("GITHUB_TOKEN", AUTH_TOKEN, "belongs in TWILIO_AUTH_TOKEN", "vai em TWILIO_AUTH_TOKEN"),
    _value("GITHUB_TOKEN", f"“{GOOD['GITHUB_TOKEN']}”", "without quotes", "sem aspas"),
    _value("GITHUB_REPO_OWNER", "seu-usuario", "Write your own", "Escreva o seu"),
    _value("GITHUB_REPO_OWNER", "https://github.com/escritorio", "the account or organisation", "só a conta"),
    _value("GITHUB_REPO_NAME", "escritorio/AUDITORIA360", "without owner", "sem dono"),
    _value("GITHUB_REPO_NAME", "AUDITORIA360.git", "the name of the repository", "só o nome"),
    _value("GITHUB_API_URL", "https://github.com", "https://api.github.com", "https://api.github.com"),
    _value(
        "GITHUB_API_URL",
        "http://github.escritorio.com.br/api/v3",
        "begins with https://",
        "comece com https://",
    ),
    _value("CONTACT_KEY", "minha senha", "`bot config new-key`", "`bot config new-key`"),
    _value("RELAY_KEY", "abc", "`bot config relay-key`", "`bot config relay-key`"),
    _value("ADMIN_PHONES", "11 98765-4321", "separated by commas", "separados por vírgulas"),
    _value("GATEWAY_API_TOKENS", "painel", "`bot config new-token`", "`bot config new-token`"),
    _value("GATEWAY_API_TOKENS", f"painel:{'x' * 24}", "a token of your own", "um token seu"),
    _value("METRICS_TOKEN", "curto", "24 visible", "24 caracteres"),
    _value("GITHUB_APP_PRIVATE_KEY_OLD", "MIIabc", "the whole .pem file", "o arquivo .pem inteiro"),
)


def _whole(name: str, content: str | bytes, english: tuple[str, ...], portuguese: tuple[str, ...]) -> Wrong:
    return Wrong(name, content, english, portuguese)


def _misspelt(right: str, wrong: str) -> Wrong:
    text = env(**{right: None}) + f"{wrong}={GOOD[right]}\n"
    return Wrong(
        f"{wrong} for {right}",
        text,
        ("The configuration has 1 fault:", f"{wrong} is set: did you mean {right}?"),
        ("A configuração tem 1 erro:", f"{wrong} existe: você quis dizer {right}?"),
    )


OF_NAMES = (
    _misspelt("TWILIO_ACCOUNT_SID", "TWILIO_ACOUNT_SID"),
    _misspelt("TWILIO_AUTH_TOKEN", "TWILLIO_AUTH_TOKEN"),
    _misspelt("TWILIO_PHONE_NUMBER", "TWILIO_PHONE_NUMBR"),
    _misspelt("GITHUB_TOKEN", "GITUB_TOKEN"),
    _misspelt("GITHUB_REPO_OWNER", "GITHUB_REPO_OWNR"),
    _misspelt("GITHUB_REPO_NAME", "GITHUB_REPOS_NAME"),
    _whole(
        "optional variable misspelt",
        env(TWILIO_MESSAGING_SERVICE_ID=f"MG{secret('m')}"),
        ("TWILIO_MESSAGING_SERVICE_ID: is not a variable", "Did you mean TWILIO_MESSAGING_SERVICE_SID?"),
        ("TWILIO_MESSAGING_SERVICE_ID: não é uma variável", "Você quis dizer TWILIO_MESSAGING_SERVICE_SID?"),
    ),
    _whole(
        "SID and token swapped",
        env(TWILIO_ACCOUNT_SID=AUTH_TOKEN, TWILIO_AUTH_TOKEN=SID),
        ("You seem to have swapped TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",),
        ("Parece que TWILIO_ACCOUNT_SID e TWILIO_AUTH_TOKEN estão trocadas.",),
    ),
    _whole(
        "token and App",
        env(GITHUB_APP_ID="123456"),
        ("GITHUB_TOKEN and GITHUB_APP_ID", "keep the one to use"),
        ("GITHUB_TOKEN e GITHUB_APP_ID", "deixe só o que vai usar"),
    ),
    _whole(
        "App without its key",
        env(GITHUB_TOKEN=None, GITHUB_APP_ID="123456"),
        ("GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY go together",),
        ("GITHUB_APP_ID e GITHUB_APP_PRIVATE_KEY andam juntas",),
    ),
    _whole(
        "bad App id",
        env(GITHUB_TOKEN=None, GITHUB_APP_ID="meu app"),
        ("GITHUB_APP_ID: expected the App's ID",),
        ("GITHUB_APP_ID: esperado: o ID do App",),
    ),
    _whole(
        "half a key of Twilio",
        env(TWILIO_API_KEY_SID=f"SK{secret('k')}"),
        ("TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET go together",),
        ("TWILIO_API_KEY_SID e TWILIO_API_KEY_SECRET andam juntas",),
    ),
    _whole(
        "no number",
        env(TWILIO_PHONE_NUMBER=None),
        ("TWILIO_PHONE_NUMBER, TWILIO_WHATSAPP_NUMBER: both are missing",),
        ("TWILIO_PHONE_NUMBER, TWILIO_WHATSAPP_NUMBER: faltam as duas",),
    ),
    _whole(
        "no key",
        env(CONTACT_KEY=None),
        ("RELAY_KEY: missing.", "`bot config relay-key`", "Variables were read from"),
        ("RELAY_KEY: falta.", "`bot config relay-key`", "As variáveis foram lidas de"),
    ),
    _whole(
        "no name of the repository",
        env(GITHUB_REPO_NAME=None),
        ("GITHUB_REPO_NAME: missing; set GITHUB_REPO_OWNER and GITHUB_REPO_NAME.",),
        ("GITHUB_REPO_NAME: falta; defina GITHUB_REPO_OWNER e GITHUB_REPO_NAME.",),
    ),
    _whole(
        "repository as an address",
        env(GITHUB_REPO_OWNER=None, GITHUB_REPO_NAME=None, GITHUB_REPOSITORY="https://github.com/a/b"),
        ("GITHUB_REPOSITORY: expected owner/name.", "GITHUB_REPO_OWNER and GITHUB_REPO_NAME"),
        ("GITHUB_REPOSITORY: esperado: dono/nome.", "GITHUB_REPO_OWNER e GITHUB_REPO_NAME"),
    ),
    _whole(
        "one token for figures and for sending",
        env(GATEWAY_API_TOKENS=f"painel:{secret('t')}", METRICS_TOKEN=secret("t")),
        ("METRICS_TOKEN: is in GATEWAY_API_TOKENS too", "`bot config new-token`"),
        ("METRICS_TOKEN: está também em GATEWAY_API_TOKENS", "`bot config new-token`"),
    ),
)
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nAbc=\n-----END PRIVATE KEY-----"
OPEN_QUOTE = (
    ("a quote that opens here is not closed. Close it",),
    ("as aspas que abrem aqui não fecham. Feche-as",),
)


def _open(name: str, text: str, line: int) -> Wrong:
    (english,), (portuguese,) = OPEN_QUOTE
    one, um = "The configuration has 1 fault:", "A configuração tem 1 erro:"
    return Wrong(name, text, (one, f".env:{line}: {english}"), (um, f".env:{line}: {portuguese}"))


OF_TEXT = (
    _whole("empty", "", ("TWILIO_ACCOUNT_SID: missing.",), ("TWILIO_ACCOUNT_SID: falta.",)),
    _whole(
        "UTF-16",
        env().encode("utf-16"),
        (".env: is not UTF-8 text. Save",),
        (".env: não é texto em UTF-8. Salve-o",),
    ),
    _whole(
        "Windows-1252",
        f"# configuração\n{env()}".encode("cp1252"),
        (".env: is not UTF-8 text. Save",),
        (".env: não é texto em UTF-8. Salve-o",),
    ),
    _whole("large", "#" * 1_000_001, (".env: is too large",), (".env: é grande demais",)),
    _whole(
        "YAML",
        f"FOO: bar\n{env()}",
        (".env:1: is not NAME=value. Write = instead of the colon.",),
        (".env:1: não é NOME=valor. Escreva = no lugar dos dois-pontos.",),
    ),
    _open("double quote open at the end", f'{env()}METRICS_TOKEN="{secret("x")}\n', 8),
    _open("double quote open at the beginning", f'FOO="bar\n{env()}', 1),
    _open("double quote open before another quote", f'FOO="bar\n{env()}BAR="foo"\n', 1),
    _open("single quote open", f"\n# a\nFOO='bar\n{env()}BAR='foo'\n", 3),
    _whole(
        "behind the closing quote",
        f'FOO="bar" foo\n{env()}',
        (".env:1: is not NAME=value, or something stands behind its closing quote. Correct",),
        (".env:1: não é NOME=valor, ou há algo depois das aspas que fecham. Corrija",),
    ),
    _whole(
        "sentence",
        f"{env()}isto não é nada\n",
        (".env:8: is not NAME=value",),
        (".env:8: não é NOME=valor",),
    ),
    _whole(
        "control character",
        f"FOO=\x07\n{env()}",
        (".env:1: holds a character that no text has. Type",),
        (".env:1: tem um caractere que nenhum texto tem. Digite",),
    ),
    _whole(
        "unquoted PEM",
        env(GITHUB_TOKEN=None, GITHUB_APP_ID="123456", GITHUB_APP_PRIVATE_KEY=PEM),
        ("GITHUB_APP_PRIVATE_KEY: expected the App's private key", "in double quotes"),
        ("GITHUB_APP_PRIVATE_KEY: esperado: a chave privada do App", "entre aspas"),
    ),
)
RIGHT: dict[str, str | bytes] = {
    "as it should be": env(),
    "byte order mark": b"\xef\xbb\xbf" + env().encode(),
    "CRLF": env().replace("\n", "\r\n"),
    "export": "".join(f"export {line}\n" for line in env().splitlines()),
    "double quotes": "".join(f'{name}="{value}"\n' for name, value in GOOD.items()),
    "single quotes": "".join(f"{name}='{value}'\n" for name, value in GOOD.items()),
    "blanks around the sign": env().replace("=", " = ", 1),
    "comments behind values": env().replace("\n", " # nota\n"),
    "no line end at the end": env().rstrip(),
    "empty variables": f"{env()}METRICS_TOKEN=\nTWILIO_API_KEY=\n",
    "variables of others": f"{env()}EDITOR=vi\nGITHUB_TOKEN_OLD=x\n",
    "number with blanks": env(TWILIO_PHONE_NUMBER="+55 11 98765-4321"),
    "NBSP before a value": env(TWILIO_AUTH_TOKEN=f"\u00a0{AUTH_TOKEN}"),
    "aliases": env(TWILIO_PHONE_NUMBER=None, FROM_PHONE="+5511987654321"),
    "PEM of another program": f'{env()}OTHER_KEY="{PEM}"\n',
}
