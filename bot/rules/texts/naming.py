"""Sentences about what an office calls a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NamingTexts:
    """The sentences of one language."""

    profile: str
    named: str
    removed: str
    hidden: str
    none: str


PT_BR = NamingTexts(
    profile="no perfil: {name}",
    named="👤 Anotado: esta pessoa é **{name}** ({issues}). As próximas conversas dela já começam com este nome.",
    removed="👤 O nome foi removido ({issues}).",
    hidden=(
        "🔒 Anotado, mas não será mostrado: este repositório é público. O seu comentário, porém, mostra o nome a "
        "todos: exclua-o."
    ),
    none="Esta pessoa não tem nome anotado.",
)

EN = NamingTexts(
    profile="profile: {name}",
    named="👤 Noted: this person is **{name}** ({issues}). Further conversations begin with this name.",
    removed="👤 The name was removed ({issues}).",
    hidden=(
        "🔒 Noted, and not shown: this repository is public. Your comment, however, shows the name to everybody: "
        "delete it."
    ),
    none="No name is noted for this person.",
)
