"""What a phone shows of a maintainer's Markdown: signs of the channel, whole codes and addresses, nothing hidden."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import MAX_TEXT_CHARACTERS, Channel
from bot.rules.text import phone_text

ASSET = "https://github.com/user-attachments/assets/0f5f4c1e-7d5b-4ba8-9a44-3a2f6a6a0d11"
FILE = "https://github.com/user-attachments/files/123/guia.pdf"
OLD = "https://github.com/escritorio/AUDITORIA360/assets/9/0f5f4c1e-7d5b-4ba8-9a44-3a2f6a6a0d11"
KEPT = "https://github.com/escritorio/AUDITORIA360/raw/midia/abc123/MM1/0.jpg"
PAGE = "https://github.com/escritorio/AUDITORIA360/blob/midia/abc123/MM1/0.pdf"
PIX = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000520400005303986540510.005802BR"
    "5913FULANO DE TAL6008BRASILIA62070503***63041D3D"
)


def sms(comment: str) -> str:
    return phone_text.read(comment, Channel.SMS).text


def whatsapp(comment: str) -> str:
    return phone_text.read(comment, Channel.WHATSAPP).text


@pytest.mark.parametrize(
    ("comment", "text", "files"),
    [
        ("Olá", "Olá", []),
        (f"Veja:\n\n![foto]({ASSET})", "Veja:", [(ASSET, True)]),
        (f'Veja\n<img width="9" alt="x" src="{ASSET}" />\ne diga', "Veja\n\ne diga", [(ASSET, True)]),
        (f'<img alt="x" src="{ASSET}" />\ne diga', "e diga", [(ASSET, True)]),
        (f"{ASSET}\n\nO vídeo", "O vídeo", [(ASSET, True)]),
        (f"A guia: [guia.pdf]({FILE})", "A guia:", [(FILE, False)]),
        (f"![a]({ASSET}) ![b]({KEPT})", "", [(ASSET, True), (KEPT, True)]),
        (f"![a]({ASSET})\n![a]({ASSET})", "", [(ASSET, True)]),
        (f"![x]({OLD})", "", [(OLD, True)]),
        (f'![x]({KEPT} "título")', "", [(KEPT, True)]),
        (f"[![1.jpg]({KEPT})]({PAGE}) segue", "segue", [(KEPT, True)]),
        (f"[![1.jpg]({KEPT})](https://exemplo.com/x) segue", "segue", [(KEPT, True)]),
        (f"[1.pdf]({PAGE})", "", [(PAGE, False)]),
        (f'<video src="{ASSET}" controls></video>', "", [(ASSET, True)]),
        ("![logo](https://exemplo.com/logo.png)", "", [("https://exemplo.com/logo.png", True)]),
        ("veja https://exemplo.com/a.png", "veja https://exemplo.com/a.png", []),
        (f"`![a]({ASSET})` é texto", f"![a]({ASSET}) é texto", []),
        (f"```\n![a]({ASSET})\n```", f"![a]({ASSET})", []),
        ("![a](javascript:alert(1))", "a", []),
        ("![a](data:image/png;base64,AA)", "a", []),
        ("![a <b>\nc](data:image/png;base64,AA)", "a <b> c", []),
        ("![a<!-- interno -->](data:image/png;base64,AA)", "a", []),
        ("a\n\n\n\nb", "a\n\n\n\nb", []),
    ],
)
def test_files_are_taken_out_of_the_text(comment: str, text: str, files: list[tuple[str, bool]]) -> None:
    found = phone_text.read(comment, Channel.SMS)

    assert text == found.text
    assert files == [(file.url, file.embedded) for file in found.files]


@pytest.mark.parametrize(
    "text",
    [
        f"{PIX}",
        f"{PIX} {PIX}",
        f"Pague:\n{PIX}\nou\n{PIX}\nObrigado",
        "0503***6304 e 0503***6304",
        "a_b_c e _d",
        "2 * 3 * 4 = 24",
        "2*3*4 = 24",
        "(1+1)*2*(3)",
        "3*R$ 10,00 + 2*R$ 5,00",
        "10%*200*3",
        "R$ 1.234,56 e R$ 2,00",
        "joao_da_silva_jr@exemplo_x.com.br",
        "https://exemplo.com/a_b_c_d?x=*1*&y=__2__",
        "www.exemplo.com/_a_/*b*",
        "exemplo.com.br/_a_/*b*",
        "snake_case_name.pdf",
        "_final_.pdf",
        "* pão\n* leite\n  * integral",
        "- 5 reais\n- 10 reais",
        "+ um\n+ dois",
        "1. um\n2. dois\n\n10. dez",
        "1986. Foi um ano",
        "#1 e # 2",
        "> citado\n> mais\n\nfora",
        "    quatro espaços\n\n\tum tabulador",
        "um\ndois\n\n\ntrês",
        "< 3 e > 2, a < b",
        "<3 você",
        "AT&T & cia, R&D;",
        "5 ~ 10 dias, ~20",
        "C:\\pasta\\nova",
        "[sic] e [x] e a[0]",
        "- [ ] pagar\n- [x] assinar",
        "Olá @bia, veja #12 e a1b2c3d",
        ":smile: 10:30:45",
        "---",
        "ação_civil e 100 * 2",
        "preço: 5* e 4*",
        "| a | b |",
    ],
)
@pytest.mark.parametrize("channel", Channel)
def test_what_is_no_markdown_leaves_letter_by_letter(text: str, channel: Channel) -> None:
    assert text == phone_text.read(text, channel).text


@pytest.mark.parametrize(
    ("comment", "by_sms", "by_whatsapp"),
    [
        ("**Atenção:** hoje", "Atenção: hoje", "*Atenção:* hoje"),
        ("__Atenção__ hoje", "Atenção hoje", "*Atenção* hoje"),
        ("*hoje* e _amanhã_", "hoje e amanhã", "_hoje_ e _amanhã_"),
        ("~~ontem~~ hoje", "ontem hoje", "~ontem~ hoje"),
        ("***muito***", "muito", "_*muito*_"),
        ("**a **b** c**", "a b c", "*a b c*"),
        ("pré**pago**s", "prépagos", "prépagos"),
        ("**um\ndois**", "um\ndois", "*um*\n*dois*"),
        ("> **um\n> dois**", "> um\n> dois", "> *um*\n> *dois*"),
        ("- **um** dois", "- um dois", "- *um* dois"),
        ("**Guia:** R$ 1.234,56", "Guia: R$ 1.234,56", "*Guia:* R$ 1.234,56"),
        (f"**{PIX}**", PIX, PIX),
        (f"`{PIX}`", PIX, PIX),
        (f"Pague:\n```\n{PIX}\n```\naté hoje", f"Pague:\n{PIX}\naté hoje", f"Pague:\n{PIX}\naté hoje"),
        ("**https://exemplo.com/a_b**", "https://exemplo.com/a_b", "https://exemplo.com/a_b"),
        ("# Título", "Título", "*Título*"),
        ("## A **guia** #\ntexto", "A guia\ntexto", "*A guia*\ntexto"),
        ("Título\n======\ntexto", "Título\ntexto", "*Título*\ntexto"),
        ("`total` é", "total é", "```total``` é"),
        ("```py\na *b*\n```\nfim", "a *b*\nfim", "```\na *b*\n```\nfim"),
        ("```\nsem fim", "sem fim", "```\nsem fim\n```"),
        ("~~~\na\n~~~", "a", "```\na\n```"),
    ],
)
def test_emphasis_headings_and_code_become_what_the_channel_has(
    comment: str, by_sms: str, by_whatsapp: str
) -> None:
    assert by_sms == sms(comment)
    assert by_whatsapp == whatsapp(comment)


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        ("[o boleto](https://exemplo.com/b)", "o boleto (https://exemplo.com/b)"),
        ("[o boleto](https://exemplo.com/b_c_d 'título')", "o boleto (https://exemplo.com/b_c_d)"),
        ("[https://exemplo.com/b](https://exemplo.com/b)", "https://exemplo.com/b"),
        ("[www.exemplo.com](http://www.exemplo.com/)", "www.exemplo.com"),
        ("[ana@exemplo.com](mailto:ana@exemplo.com)", "ana@exemplo.com"),
        ("[ligue](tel:+551140000000)", "ligue (+551140000000)"),
        ("[](https://exemplo.com)", "https://exemplo.com"),
        ("<https://exemplo.com/a_b>", "https://exemplo.com/a_b"),
        ("<ana@exemplo.com>", "ana@exemplo.com"),
        ("veja [o\nportal](https://exemplo.com\n'título') já", "veja o\nportal (https://exemplo.com) já"),
        ("veja [o portal] e [isto][o portal]\n\n[o portal]: https://exemplo.com", None),
        ('<a href="https://exemplo.com/?a=1&amp;b=2">aqui</a>', "aqui (https://exemplo.com/?a=1&b=2)"),
        ("[o portal](/interno)", "o portal (/interno)"),
    ],
)
def test_a_link_is_its_text_and_its_address(comment: str, text: str | None) -> None:
    expected = text or "veja o portal (https://exemplo.com) e isto (https://exemplo.com)"

    assert expected == sms(comment) == whatsapp(comment)


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        ("Olá <!-- interno: deve -->Ana", "Olá Ana"),
        ("Olá\n\n<!-- interno\n\ndeve -->\n\nAna", "Olá\n\nAna"),
        ("Olá\n<!-- interno -->\nAna", "Olá\n\nAna"),
        ("> Olá\n> <!-- interno -->", "> Olá"),
        ("Olá <!-- sem fim", "Olá <!-- sem fim"),  # GitHub's page shows this one
        ("Olá\n\n<!-- sem fim\n\ndeve", "Olá"),
        ("<?php interno ?>Olá", "Olá"),
        ("Olá <?php interno ?> Ana", "Olá  Ana"),
        ("<b>Olá</b>, <kbd>Ana</kbd>", "Olá, Ana"),
        ("um<br>dois<br/>três", "um\ndois\ntrês"),
        ("<details>\n<summary>Guia</summary>\nvence &amp; multa\n</details>", "Guia\nvence & multa"),
        ('<p title="a > b" data-x="interno">Olá</p>', "Olá"),
        ("[interno]: https://exemplo.com 'deve'\n\nOlá", "Olá"),
        ("AT&amp;T &lt;b&gt; &#233; &copy;", "AT&T <b> é ©"),
        (r"\*não\* \_é\_ 1986\. \# \[x\]", "*não* _é_ 1986. # [x]"),
        ("um  \ndois\\\ntrês", "um\ndois\ntrês"),
        ("| Guia | Valor |\n|:--|--:|\n| DAS | **10** |\n| a\\|b | |", None),
    ],
)
def test_what_the_page_hides_never_leaves_and_what_it_resolves_is_resolved(
    comment: str, text: str | None
) -> None:
    expected = "Guia | Valor\nDAS | 10\na|b" if text is None else text

    assert expected == sms(comment)


def test_a_text_of_hidden_things_alone_is_empty() -> None:
    assert sms("<!-- interno -->") == whatsapp("<!-- interno -->\n\n[a]: b") == ""


_PLAIN = st.text(
    st.characters(exclude_characters="*_~`[<&\\#|=:-\r", exclude_categories=["Cs"]), max_size=300
)


@given(_PLAIN, st.sampled_from(Channel))
def test_a_text_without_signs_leaves_as_it_is(text: str, channel: Channel) -> None:
    lines = [line.rstrip(" ") for line in text.split("\n")]  # two blanks at an end are a sign

    assert phone_text.read("\n".join(lines), channel).text == "\n".join(lines)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x1c"])
@pytest.mark.parametrize("text", ["```\n{}", "```\na{}b", "a{}```\nb", "> ```\n> {}", "| a{} |\n|---|"])
def test_only_line_feeds_part_the_lines_of_a_text(text: str, separator: str) -> None:
    for channel in Channel:
        phone_text.read(f"{text.format(separator)}\n\n<!-- x -->\n\nfim", channel)
        phone_text.read(text.format(separator), channel)


HOSTILE = (
    "`",
    "``",
    "*",
    "**",
    "_",
    "~",
    "[",
    "]",
    "(",
    "![",
    "[![",
    "<",
    "<img ",
    "<!--",
    '<a b="',
    "&",
    "\\",
    "\n",
    ">",
    "> ",
    "- ",
    "1. ",
    "# ",
    "|",
    "|-|\n",
    "    ",
    "\t",
    "http://a",
    "<http://a>",
    "[a](",
    "[a](<",
    "[a]: b\n",
    "*a ",
    "a**",
    "<?",
    "<![CDATA[",
    "***",
    "*a _b ",
    "[a][",
    "a|b\n-|-\n",
    '"',
    "000201",
    "a@",
    "- - ",
    "**a\n",
    "<details>\n",
    "x\n> --\n",
    "> x\n> > --\n",
)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP])
def test_a_backslash_of_markdown_is_no_part_of_an_address(channel: Channel) -> None:
    shown = phone_text.read(
        "https://a.example/b\\_c e ![x](https://a.example/y.png)\\<!-- visto -->", channel
    )

    assert shown.text == "https://a.example/b_c e <!-- visto -->"


@pytest.mark.parametrize("times", [50, 200])
def test_many_quotations_leave_as_few_do(times: int) -> None:
    shown = phone_text.read("> **a**\nb\n\n" * times, Channel.WHATSAPP).text

    assert shown.split("\n\n")[0] == "> *a*\nb"
    assert shown.count("> *a*") == times


def seconds(text: str) -> float:
    """Return the processor's time for a text; waiting for other programs does not count."""
    begun = time.thread_time()
    phone_text.read(text, Channel.WHATSAPP)
    return time.thread_time() - begun


@pytest.mark.parametrize("fragment", HOSTILE)
@pytest.mark.parametrize("other", ["", "*"])
def test_the_longest_hostile_text_takes_linear_time(fragment: str, other: str) -> None:
    def text(length: int) -> str:
        half = length // 2 if other else length
        return (fragment * length)[:half] + (other * length)[: length - half]

    def least(length: int) -> float:
        return min(seconds(text(length)) for _ in range(3))  # a machine with other work slows one of them

    if seconds(text(MAX_TEXT_CHARACTERS)) >= 1.0:
        assert least(MAX_TEXT_CHARACTERS) < max(1.0, 3 * least(MAX_TEXT_CHARACTERS // 2))


def test_a_text_over_the_limit_is_not_parsed() -> None:
    text = f"**{'a' * MAX_TEXT_CHARACTERS}**"

    assert sms(text) == text
