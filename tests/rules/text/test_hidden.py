"""A text that holds what GitHub's page hides is recognised, and one that only looks so is not."""

from __future__ import annotations

import time

import pytest

from bot.rules.text import hidden


@pytest.mark.parametrize(
    "text",
    [
        "Olá <!-- interno: deve -->",
        "Olá\n<!-- interno: deve -->\nTudo bem?",
        "> citado <!-- interno -->",
        "Olá\n\n<!-- nunca fecha",
        "<?php interno ?>",
        "Olá <![CDATA[interno]]>",
        "<details><summary>Mais</summary>interno</details>",
        "<p hidden>interno</p>",
        "<script>interno</script>",
        "<style>interno</style>",
        '<a href="https://exemplo.com" title="interno">boleto</a>',
        "Preencha o campo <nome> e envie",
        "[//]: # (interno: deve)",
        "Olá\n\n[nota]: interno",
        'Veja o [boleto][b].\n\n[b]: https://exemplo.com "interno"',
        "Veja o [boleto][b].\n\n[b]: https://exemplo.com\n[b]: https://exemplo.com/interno",
        "Olá[^1]\n\n[^1]: interno: deve",
        "Olá\n\n[^1]: interno",
        "Olá\n    | a | b |\n|---|---|\n| 1 | 2 | interno |",
        "> [^1]: interno",
        "- [^1]: interno",
        "Olá\n\n1. Tudo bem\n   > [^1]: interno",
        "| a |\n|---|\n[^1]: interno",
        "<!-- interno | deve\n-|-\n-->",
        "Olá\n\n<!-- | interno | deve |\n|---|---|\n| 3 | 4 |",
        "```interno: cliente deve\nPIX\n```",
        "| a | b |\n|---|---|\n| 1 | 2 | interno |",
    ],
)
def test_what_the_page_hides_is_found(text: str) -> None:
    assert hidden.is_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Olá, Ana!",
        "1 < 2, 3 > 1, a <b e c, <3",
        "Veja <https://exemplo.com/b> ou <ana@exemplo.com>",
        "Escreva `<!-- assim -->`",
        "```\n<!-- assim -->\n```",
        "```python\nprint(1)\n```",
        "<b>Atenção</b><br>vence <i>hoje</i>",
        '<img width="300" alt="guia" src="https://github.com/user-attachments/assets/1">',
        '<video src="https://github.com/user-attachments/assets/1" controls></video>',
        "Veja o [boleto][b].\n\n[b]: https://exemplo.com",
        "Veja o [boleto](https://exemplo.com)",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "a | b || c",
        "&lt;!-- visível --&gt;",
        "[ ] ligar\n[x] pagar",
        "00020126580014BR.GOV.BCB.PIX0136***5204",
    ],
)
def test_what_the_page_shows_is_not(text: str) -> None:
    assert not hidden.is_in(text)


@pytest.mark.parametrize(
    "fragment", ["<!--", "<a ", "<a b='", "[a]:", "|", "| a ", "```", "<", "</", "[^1]: "]
)
def test_a_long_text_takes_no_time(fragment: str) -> None:
    began = time.process_time()
    hidden.is_in(fragment * (16_000 // len(fragment)))

    assert time.process_time() - began < 3
