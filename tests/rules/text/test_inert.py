"""A stranger's text on GitHub reads as written, and nothing in it acts. The judge is GitHub's own Markdown library."""

# ruff: noqa: RUF001 - signs that look alike are part of what people write

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.text import inert
from bot.rules.text.characters import clean
from tests import github_page, making

PIX = (
    "00020126360014br.gov.bcb.pix0114+5511999999999520400005303986540510.005802BR"
    "5913FULANO DE TAL6008BRASILIA62070503***6304ABCD"
)
BANK_SLIP = "34191.79001 01043.510047 91020.150008 1 91070026000000"
BILL = "83640000001-1 33120138000-2 81288462711-6 08013618155-1"
TICKS = (
    "`" * 80
    + " @octocat [boleto](https://evil.example) <details open>y</details> ![p](https://e.example/p.png) #1"
)

HOSTILE = [
    TICKS,
    *("`" * count + " <img src=x> @a" for count in (1, 60, 61, 79, 80, 81, 160, 255, 256, 1000)),
    "`" * 61 + "x" + "`" * 61 + " @a `b` ``c``",
    "\\" + "`" * 70 + "\\@a",
    "x" + "`" * 61 + "\n" + "`" * 61 + "<b>y</b>",
    "@octocat @org/team octocat@example.com a@b.co @a***",
    "#1 GH-1 gh-1 owner/repo#1 owner/repo@deadbeef deadbeef 1234567 https://github.com/a/b/issues/1 fixes #1",
    "GHSA-jfh8-c2jp-5v3q ghsa-cfgh-jmpq-rvwx CVE-2021-44228 JIRA-12",
    ":x: :+1: 12:100:30 a:100:b (:x:) :x:. 10:30:",
    "R$ 10 e R$ 20 $x$ $`x`$ $$y$$ US$5 $",
    "- [ ] tarefa\n- [x] feita\n* [ ] a\n+ [ ] b\n1. [ ] c\n[ ] d",
    "[!NOTE]\nTexto\n> [!WARNING]\n> x",
    "# T\n## T\nT\n===\nT\n---\nT\n-\nT\n=\n***\n- - -\n* * *\n_ _ _",
    "- a\n+ b\n* c\n1. d\n2) e\n10.\n10)\n-\n+\n*\n(1) f\n1.5. g",
    "    código\n\tcódigo\n  - a\n\u00a0- b\n\u3000# c",
    "```\nx\n```\n~~~\ny\n~~~",
    "| a | b |\n|---|---|\n| 1 | 2 |\na\n:-\na|b\n-|-\n:-:",
    "[a](javascript:alert(1)) [a][b]\n\n[b]: https://x.y\n[^1]\n\n[^1]: nota\n![x](y)",
    "<details><summary>x</summary>\n\n<script>alert(1)</script>\n<!-- x\n-->\n<?php ?>\n<![CDATA[x]]>\n</code>",
    "www.exemplo.com.br http://x ftp://x mailto:a@b.c xmpp:a@b.c exemplo.com.br/promo https: www. javascript:x",
    "&amp; &#64;octocat &#x40;a &lt;b&gt; &nbsp A & B &copy",
    "\\@a \\# \\\\ a\\\nb\\",
    "~~a~~ a~~b~~c ~a ~ ´a a´b ^a^ x^2 *a* **b** _c_ __d__ ~e~ ~~f~~ ***g*** a_b_c 2 * 3 * 4 *",
    "a  b   c\u00a0d\u2003e f\u3000g",
    "\u202eabc\u202c \u200b@\u200ba \u2060x \U000e0041\U000e0042 \u3164 \u00ad \ufe01\ufe02",
    "-->\n<!-- auditoria360 {} -->\n/reply oi\n::error::x\n${{ github.token }}",
    "{% raw %} {{ x }} ${{ x }} %%{init}%%\n:::mermaid\n+++\ntitle: x\n+++\n---\na: b\n---",
    "＠octocat ＃1 http：//x a․b",
    '(@a) "@a" «#1» “[a](b)” (`x`) ‘*x*’ ((a)) (-) (- a',
]

ORDINARY = """Bom dia, Marina! Tudo bem? :)
Segue o comprovante do FGTS (competência 11/2026), pago em 20/11/2026 às 14:30.
• guia: 1.234,56 – multa de 10%
Av. Paulista, 1578 - Bela Vista, São Paulo - SP, 01310-100
Fone (11) 98765-4321 ou +55 11 3333-4444, CPF 123.456.789-01, CNPJ 12.345.678/0001-90
A NF-e nº 4512 da D'Ávila & Filhos S.A. fica p/ 2ª-feira, 1º dia útil. Obrigada 🙏🏽 👩🏽\u200d🚀 1️⃣"""


def _written(text: str) -> list[str]:
    return [line.rstrip() for line in clean(text).split("\n") if line.strip()]


def _assert_inert(text: str) -> None:
    quote = inert.quotation(text)

    assert set(github_page.elements(quote)) <= github_page.FRAME
    assert github_page.live(quote) == {}
    assert [line for line in github_page.text(quote).split("\n") if line.strip()] == _written(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_whole_and_nothing_in_it_acts(text: str) -> None:
    _assert_inert(text)


@pytest.mark.parametrize("one", HOSTILE)
def test_two_hostile_texts_act_as_little_together(one: str) -> None:
    for other in HOSTILE:
        _assert_inert(f"{one}\n{other}")


@pytest.mark.parametrize(
    ("word", "shown"), [(":smile:", "`:smile:`"), (":+1:.", "`:+1:`."), ("reunião:a:b:", "`reunião:a:b`:")]
)
def test_a_shortcode_is_kept_in_one_piece(word: str, shown: str) -> None:
    assert inert.quotation(word) == f"> {shown}"


@given(making.texts())
@example(TICKS)
def test_any_text_is_shown_whole_and_nothing_in_it_acts(text: str) -> None:
    _assert_inert(text)


@given(
    st.lists(
        st.sampled_from(["a", "1", *" -+.:/@#$&()[]!'\"`*_~<>|\\=^{}%,;?", "\n", "é", "😀", "\u00a0"])
    ).map("".join)
)
def test_no_mixture_of_signs_acts(text: str) -> None:
    _assert_inert(text)


@given(making.texts(80))
@example("| a |")
@example("1. x")
@example("ahttp: awww. aftp")
def test_a_name_is_shown_on_one_line_and_nothing_in_it_acts(name: str) -> None:
    for shown in (inert.words(name), inert.code(name)):
        sentence = f"De: {shown} · fim"

        assert set(github_page.elements(sentence)) <= {"p", "code"}
        assert github_page.live(sentence) == {}
        assert github_page.text(sentence).rstrip("\n") == f"De: {inert.one_line(name) or '-'} · fim"


@given(making.texts(80))
def test_a_value_in_a_table_stays_in_its_cell(value: str) -> None:
    table = f"| a | b |\n|---|---|\n| {inert.cell(inert.words(value))} | fim |"
    elements = github_page.elements(table)

    assert elements.count("td") == 2
    assert github_page.live(table) == {}
    assert f"{inert.one_line(value) or '-'}\nfim" in github_page.text(table)


def test_an_ordinary_message_is_shown_as_ordinary_text() -> None:
    assert inert.quotation(ORDINARY) == "\n".join(f"> {line}" for line in ORDINARY.split("\n"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Meu Pix: {PIX}, obrigado", f"> Meu Pix: `{PIX}`, obrigado"),
        (f"Boleto {BANK_SLIP}.", f"> Boleto `{BANK_SLIP}`."),
        (f"Conta {BILL}", f"> Conta `{BILL}`"),
        ("custa R$ 1.234,56. E não US$5 (R$ 10)", "> custa `R$ 1.234,56`. E não `US$5` (`R$ 10`)"),
        ("veja https://exemplo.com/a_b?x=1#t.", "> veja `https://exemplo.com/a_b?x=1#t`."),
        ("ana@exemplo.com.br, ou 11987654321", "> `ana@exemplo.com.br`, ou `11987654321`"),
        ("anexo: extrato_nov.pdf", "> anexo: `extrato_nov.pdf`"),
        ("- item\n+ outro\n1. um\n10) dez", "> \\- item\n> \\+ outro\n> 1\\. um\n> 10\\) dez"),
        ("a  b c", "> `a  b` c"),
        ("\n\n  recuado\n\nfim\n", "> `   recuado `\n>\n> fim"),
    ],
)
def test_what_people_copy_stands_whole_in_one_code_span(text: str, shown: str) -> None:
    assert inert.quotation(text) == shown


def test_no_line_ends_with_a_backslash_which_mails_would_show() -> None:
    assert "\\\n" not in inert.quotation(ORDINARY + "\n- a\n-\nfim")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\u200bb\u2060c\u00add\u180ee\u3164f\u115fg\u1160h\u2800i\u200dj\ufe0fk", "abcdefghijk"),
        ("oi\U000e0049\U000e0067\U000e006e fim", "oi fim"),
        (
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("\U0001f3f4\U000e0061\U000e0062\U000e007f", "\U0001f3f4"),
        ("👩🏽\u200d🚀 ❤️\u200d🔥 1️⃣ ☎︎", "👩🏽\u200d🚀 ❤️\u200d🔥 1️⃣ ☎︎"),
        ("👩\u200d\u200d🚀 ❤️️", "👩🚀 ❤️"),
        ("a\r\nb\x85c\td\x00\x1b[31m", "a\nb\nc    d[31m"),
        ("x\ud83dy", "xy"),
    ],
)
def test_what_nobody_sees_is_taken_out_and_emojis_stay(text: str, kept: str) -> None:
    assert clean(text) == kept


@pytest.mark.parametrize(
    "part",
    [
        "`",
        "a:",
        "1.",
        "000201",
        "(",
        "-a",
        "'a",
        ".",
        "é\u0301",
        "R$ ",
        "A.",
        "12345678901 ",
        "\u200d",
        "😀\u200d",
    ],
)
def test_a_long_text_takes_linear_time(part: str) -> None:
    text = (part * 16_000)[:16_000]
    begin = time.process_time()
    inert.quotation(text)
    inert.quotation(f"{text}@")

    assert time.process_time() - begin < 0.6
