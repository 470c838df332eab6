"""The workflows of a repository that adopts the bot: they check it out at one commit, and read their own config.yml."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.errors import BotError

FOLDER = ".auditoria360"  # where a run has the bot
DEPLOY_KEY = "BOT_DEPLOY_KEY"
# What the bot's own workflows have -> what is written in its place; the rest of them stays, above all the permissions.
_CHECKOUT = "      - name: Check out the bot\n"
_KEPT = "          persist-credentials: false\n"
_OTHERS: Mapping[str, str] = {
    "PYTHONPATH: ${{ github.workspace }}\n": f"PYTHONPATH: ${{{{ github.workspace }}}}/{FOLDER}\n",
    "uses: ./.github/actions/setup\n": f"uses: ./{FOLDER}/.github/actions/setup\n",
    'run: \'"$PYTHON" scripts/': f'run: \'"$PYTHON" {FOLDER}/scripts/',
}
_SETTINGS = """\
          sparse-checkout: config.yml
          sparse-checkout-cone-mode: false
"""
_PINNED = """\
          repository: {repository}
          ref: {commit}
          path: {folder}
          # A deploy key of the bot's repository, to read it; not needed where that is public.
          ssh-key: ${{{{ secrets.{key} }}}}
"""


def workflow(text: str, repository: str, commit: str) -> str:
    """Return one of the bot's workflows as the adopting repository needs it; raises BotError for another form."""
    head, found, rest = text.partition(_CHECKOUT)
    uses, kept, tail = rest.partition(_KEPT)
    parts = [found, kept, *(old in text for old in _OTHERS)]
    if not all(parts) or uses.count("\n") != 2:
        raise BotError("A workflow of the bot has a form that cannot be adopted.", "Please report it.")
    for old, new in _OTHERS.items():
        head, tail = head.replace(old, new), tail.replace(old, new)
    pinned = _PINNED.format(repository=repository, commit=commit, folder=FOLDER, key=DEPLOY_KEY)
    settings = f"      - name: Check out config.yml\n{uses}{kept}{_SETTINGS}"
    return f"{head}{settings}{found}{uses}{pinned}{kept}{tail}"


def config(text: str, repository: str) -> str:
    """Return a starting config.yml: the bot's own, whose values are the defaults; its schema is at the bot's."""
    line = "# yaml-language-server: $schema=docs/config.schema.json\n"
    place = f"https://raw.githubusercontent.com/{repository}/main/docs/config.schema.json"
    return text.replace(line, f"# yaml-language-server: $schema={place}\n")
