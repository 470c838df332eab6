"""The whole system on loopback, with its ports and credentials, started and stopped together."""

from __future__ import annotations

import json
import secrets
import signal
from collections.abc import Mapping
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from bot.adapters.checkout import SANDBOX_TAG
from bot.adapters.env_file import EnvFile
from bot.console.entry.sessions import Sessions
from bot.core import app_key, clock, contact_keys
from bot.core.errors import BotError
from bot.core.settings import Configuration, Settings, config
from bot.relay.store import places
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.sending import templates
from bot.sandbox.actions.runner import Actions
from bot.sandbox.client import SandboxClient
from bot.sandbox.emulator.addresses import Addresses
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.relay_process import RelayProcess
from bot.sandbox.emulator.server import Server
from bot.sandbox.free_ports import free_port
from bot.sandbox.github import api as github_api
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import RELAY, RELAY_MAY, Actor
from bot.sandbox.screen.app import Screen
from bot.sandbox.screen.story import Story
from bot.sandbox.twilio import api as twilio_api
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import Template

OWNER, NAME = "escritorio", "AUDITORIA360"
SMS_NUMBER, WHATSAPP_NUMBER = "+15551234567", "whatsapp:+14155238886"
# Signatures cover this address, as behind a proxy; only the sandbox knows that it leads to loopback.
PUBLIC_URL = "https://bot.exemplo.com.br"
WEBHOOK = f"{PUBLIC_URL}/api/notifications/webhook/twilio"
# In a private repository an outsider is somebody with read permission only.
PEOPLE: Mapping[str, Any] = {"marina": "maintain", "tiago": "triage", "estranha": "read"}
# The relay needs less: terminal commands read issues with it, and the relay must not ask for that permission.
APP_MAY = {"contents": "write", "actions": "read", "issues": "write"}
_NOT_FOR_JOBS = ("GITHUB_", "GATEWAY_", "RELAY_", "ADMIN_", "CONSOLE_")
ADMINISTRATOR = "marina"  # who may sign in to the relay's console
# What `bot setup` asks of the administrator's token, and Plan: read, for the plan and its minutes.
_WRITES = ("administration", "actions", "issues", "secrets", "actions_variables")
ADMIN_MAY = frozenset({*map("{}:write".format, _WRITES), "contents:read", "metadata:read", "plan:read"})


@dataclass(frozen=True)
class Ports:
    """Where the servers listen; 0 takes any free port."""

    relay: int = 0
    twilio: int = 0
    github: int = 0
    screen: int = 0


class World:
    """One sandbox in its own folder; `tree` is the project whose workflow files run.

    `changes` override `config`, which is the tree's config.yml unless given, for the relay and for the jobs alike.
    With a `service_sid` our numbers belong to that Messaging Service, which can schedule messages.
    """

    def __init__(
        self,
        folder: Path,
        tree: Path,
        ports: Ports = Ports(),
        changes: Mapping[str, Any] | None = None,
        *,
        service_sid: str = "",
        config: Path | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / SANDBOX_TAG).touch()
        self.contact_key = contact_keys.new_key()
        self.account_sid = f"AC{secrets.token_hex(16)}"
        self.auth_token = secrets.token_hex(16)
        self.relay_token = f"github_pat_{secrets.token_hex(20)}"
        self.status_token = secrets.token_hex(16)
        self.admin_token = f"github_pat_{secrets.token_hex(20)}"
        self._ports = ports
        given = yaml.safe_load((config or tree / "config.yml").read_text("utf-8"))
        self._config = _merged(_merged(given, _quick(self.folder, ports)), changes or {})
        self._understood: tuple[dict[str, Any], Configuration] | None = None
        self.state = GithubState(OWNER, NAME)
        self._relay_acts_by = {"GITHUB_TOKEN": self.relay_token}
        self.twilio = TwilioEmulator(
            TwilioState(
                self.account_sid,
                self.auth_token,
                SMS_NUMBER,
                WHATSAPP_NUMBER,
                messaging_service_sid=service_sid or None,
            ),
            routes={PUBLIC_URL: self.relay_url},
        )
        self.github_faults = Faults(GITHUB_FAULTS)
        self.actions = Actions(tree, self.folder / "actions", self.state, faults=self.github_faults)
        self._github = Server(
            github_api.create_app(self.state, self.github_faults, self.actions), ports.github
        )
        self._twilio = twilio_api.serve(self.twilio, ports.twilio)
        self._github.app.config["CONFIGURATION"] = lambda: self.configuration
        self.relay = RelayProcess(self.folder, self.relay_url)
        self.story = Story()
        self.screen = Screen(self, ports.screen)
        self._github.app.jinja_env.globals["phones_url"] = f"{self.screen.url}/#phones"
        self.sandbox = SandboxClient(self.addresses)

    def acting_by_app(self) -> Self:
        """Give the relay a GitHub App instead of a token, before it starts."""
        made = self.state.apps.make("auditoria360", APP_MAY)
        key = app_key.one_line(self.state.apps.new_key())
        self._relay_acts_by = {"GITHUB_APP_ID": str(made.id), "GITHUB_APP_PRIVATE_KEY": key}
        return self

    @property
    def relay_url(self) -> str:
        relay = self._config["relay"]
        return f"http://{relay['host']}:{relay['port']}"

    @property
    def addresses(self) -> Addresses:
        issues = f"{self._github.url}/{OWNER}/{NAME}/issues"
        return Addresses(self.relay_url, self._twilio.url, self._github.url, issues, self.screen.url)

    @property
    def is_watched(self) -> bool:
        """Whether a browser shows the screen."""
        return self.screen.watched

    @property
    def configuration(self) -> Configuration:
        """config.yml as it is now."""
        # Threads of pages ask while another one configures: what was read is kept with what it was read from.
        written, understood = self._config, self._understood
        if understood is None or understood[0] is not written:
            understood = self._understood = written, Configuration.model_validate(written)
        return understood[1]

    @property
    def environment(self) -> dict[str, str]:
        """Return the relay's environment variables, which it reads from `.env`.

        The jobs get the same values as repository secrets, with GitHub's token for each job.
        """
        service = self.twilio.state.messaging_service_sid
        return {
            **({"TWILIO_MESSAGING_SERVICE_SID": service} if service else {}),
            "TWILIO_ACCOUNT_SID": self.account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_token,
            "TWILIO_PHONE_NUMBER": SMS_NUMBER,
            "TWILIO_WHATSAPP_NUMBER": WHATSAPP_NUMBER,
            "TWILIO_API_URL": self._twilio.url,
            **self._relay_acts_by,
            "GITHUB_API_URL": self._github.url,
            "GITHUB_REPO_OWNER": OWNER,
            "GITHUB_REPO_NAME": NAME,
            "CONTACT_KEY": self.contact_key,
            "ADMIN_GITHUB_TOKEN": self.admin_token,
            "GATEWAY_API_TOKENS": f"sandbox:{self.status_token}",
            "RELAY_URL": self.relay_url,
            "CONSOLE_ADMINISTRATORS": ADMINISTRATOR,
        }

    @property
    def at_github(self) -> SandboxClient:
        """What people do at the emulated GitHub."""
        return self.sandbox

    @property
    def settings(self) -> Settings:
        """The settings of the relay as they are now, for what looks at its log and its store."""
        return config.load(self.folder / "config.yml", self.environment, config.Role.JOB)

    def console_link(self) -> str:
        """Return an address that signs a browser in to the relay's console, once; raises BotError."""
        if not self.relay.runs:
            raise BotError("The console is the relay's: start the relay first.")
        settings = config.load_local(self.folder / "config.yml", config.Role.RELAY)
        with Store(places.of(settings), RelayKeys.of(settings), upgrades=False) as store:
            return f"{self.relay_url}/console/link/{Sessions(store).make_link(ADMINISTRATOR)}"

    def start(self) -> Self:
        """Start everything; raises BotError if a part does not start."""
        for login, role in PEOPLE.items():
            self.state.add_user(login, role)
        self.state.add_user(RELAY, "write", "User")
        self.state.add_token(self.relay_token, Actor(RELAY, "person", RELAY_MAY))
        self.state.add_token(self.admin_token, Actor(OWNER, "fine-grained", ADMIN_MAY))
        EnvFile(self.folder).change(self.environment)
        self._equip_actions()
        self._github.start()
        self._twilio.start()
        self.screen.start()
        self.twilio.start()
        self.twilio.state.point_webhooks(f"{WEBHOOK}#rc=3&rp=5xx,ct,rt", fallback_url=f"{WEBHOOK}/fallback")
        self._approve_templates()
        self.start_relay()
        addresses = json.dumps(asdict(self.addresses), indent=2)
        (self.folder / "world.json").write_text(addresses + "\n", encoding="utf-8")
        return self

    def stop(self) -> None:
        """Stop everything, leaving no process behind, also where a part cannot be stopped."""
        with ExitStack() as last_first:
            for stop in (self._github.stop, self._twilio.stop, self.twilio.stop, self.actions.stop):
                last_first.callback(stop)
            last_first.callback(self.stop_relay)
            last_first.callback(self.screen.stop)
            (self.folder / "world.json").unlink(missing_ok=True)

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def configure(self, changes: Mapping[str, Any]) -> None:
        """Change config.yml as an operator would; jobs read it when they start, the relay only at its next start."""
        self._config = _merged(self._config, changes)
        self._write_config()

    def start_relay(self) -> None:
        """Start the real relay with the configuration as it is now, and wait until it is ready; raises BotError."""
        self._write_config()
        self.relay.start()

    def stop_relay(self, kind: signal.Signals = signal.SIGTERM) -> int | None:
        """Stop the relay and return its exit code; SIGKILL ends it at once, as a power cut would."""
        return self.relay.stop(kind)

    def _equip_actions(self) -> None:
        given = self.environment
        urls = ("TWILIO_API_URL", "GITHUB_API_URL")
        self.actions.api_url = self._github.url
        self.actions.environment = {name: given[name] for name in urls} | {
            "GITHUB_SERVER_URL": self._github.url,
            "RELAY_URL": self.relay_url,
        }
        # GitHub allows no secret that begins with GITHUB_; the relay's and the administrator's values are not for jobs.
        for name, value in given.items():
            if name not in urls and not name.startswith(_NOT_FOR_JOBS):
                self.state.secrets.put(name, value)

    def _push(self) -> None:
        """Commit the workflow files and config.yml to the default branch, where clients can read them."""
        files, names = self.state.files, [*self.actions.tree.workflows, "config.yml"]
        blobs = {name: files.add_blob(self._original(name).encode()) for name in names}
        pushed = files.add_commit(files.add_tree(blobs), (), "What runs here", OWNER)
        files.set_branch(self.state.repository.default_branch, pushed.sha)

    def _original(self, name: str) -> str:
        """Return a file as it is in the project, before it is changed for act."""
        path = self.actions.tree.source / name
        is_original = name != "config.yml" and path.exists()
        return path.read_text("utf-8") if is_original else self.actions.tree.read(name)

    def _approve_templates(self) -> None:
        """Register the templates of config.yml with Twilio, as after WhatsApp's approval."""
        for name, section in self.configuration.templates.items():
            text = templates.as_twilio_writes(section)
            self.twilio.state.put_template(Template(section.sid, text, clock.now(), name))

    def _write_config(self) -> None:
        text = yaml.safe_dump(self._config, allow_unicode=True, sort_keys=False)
        (self.folder / "config.yml").write_text(text, encoding="utf-8")
        self.actions.tree.write("config.yml", text)
        self._push()


def _quick(folder: Path, ports: Ports) -> dict[str, Any]:
    """Return the settings a sandbox overrides: its own paths and ports, and shorter waits."""
    return {
        "relay": {
            "public_url": PUBLIC_URL,
            "host": "127.0.0.1",
            "port": ports.relay or free_port(),
            "workers": 1,  # starts faster, and little arrives
            "database": str(folder / "relay.db"),
            "log_file": str(folder / "logs" / "communication_gateway.log"),
        },
        "rotation": {"overlap": "2s"},
        "dispatch": {"gather": "0s", "gather_delivered": "30s", "check_run_every": "1s", "per_minute": 80},
    }


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    result = deepcopy(dict(base))
    for name, value in changes.items():
        known = result.get(name)
        result[name] = (
            _merged(known, value) if isinstance(known, dict) and isinstance(value, Mapping) else value
        )
    return result
