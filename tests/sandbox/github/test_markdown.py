"""Issue pages show what the bot writes as GitHub does, and no other HTML."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.rules.money import charts
from bot.sandbox.github import markdown
from bot.sandbox.github.markdown_links import Surroundings


def test_what_the_bot_folds_away_is_folded() -> None:
    folded = "<details><summary><sub>29/11 às 05:51</sub></summary><sub><code>SM1</code> · 1 &lt;x&gt;</sub></details>"

    assert folded in markdown.render(f"> Oi\n\n{folded}")


def test_other_html_is_shown_as_text() -> None:
    shown = markdown.render(
        "<details open onclick=x>a</details>\n\n<img src=x onerror=y>\n\nb <script>c</script>"
    )

    assert "<details open" not in shown
    assert "<img" not in shown
    assert "<script" not in shown


def test_hidden_lines_are_left_out() -> None:
    assert "auditoria360" not in markdown.render('<!-- auditoria360 {"v":1} -->\n> Oi')


def test_hidden_lines_are_revealed_as_code_and_do_nothing() -> None:
    shown = markdown.render('<!-- auditoria360 {"v":"<script>x</script>"} -->\nOi <!-- <b> -->', reveal=True)

    assert "&lt;!-- auditoria360" in shown
    assert "&lt;script&gt;x&lt;/script&gt;" in shown
    assert '<code class="revealed">&lt;!-- &lt;b&gt; --&gt;</code>' in shown
    assert "<script" not in shown


AROUND = Surroundings("http://hub/a/b", {"marina"}, {1: "Guia <b>", 2: "Folha"}.get)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("veja #2.", '<p>veja <a href="http://hub/a/b/issues/2">#2</a>.</p>'),
        ("- #1 · espera", '<li><a href="http://hub/a/b/issues/1">Guia &lt;b&gt; #1</a> · espera</li>'),
        ("#3 e x#2 e `#2`", "<p>#3 e x#2 e <code>#2</code></p>"),
        ("@Marina e @outra e a@marina", "<p><strong>@Marina</strong> e @outra e a@marina</p>"),
        ("https://x.test/a.", '<p><a href="https://x.test/a">https://x.test/a</a>.</p>'),
        (
            "http://hub/a/b/issues/2#issuecomment-9",
            '<p><a href="http://hub/a/b/issues/2#issuecomment-9">#2 (comment)</a></p>',
        ),
        ("[#2](https://x.test)", '<p><a href="https://x.test">#2</a></p>'),
        ("<code>#2 @marina</code>", "<p><code>#2 @marina</code></p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ('http://x.test/"onclick=y', '<p><a href="http://x.test/">http://x.test/</a>&quot;onclick=y</p>'),
    ],
)
def test_numbers_names_and_addresses_are_linked_as_github_does(text: str, shown: str) -> None:
    assert shown in markdown.render(text, AROUND)


def test_a_page_may_open_links_in_another_tab_and_fetch_pictures_from_elsewhere() -> None:
    around = replace(AROUND, target="github", picture=lambda url: url.replace("http://hub", "/files"))
    shown = markdown.render("[a](http://x.test) #2 ![foto](http://hub/p.png)", around)

    assert '<a href="http://x.test" target="github">' in shown
    assert '<a href="http://hub/a/b/issues/2" target="github">' in shown
    assert '<img src="/files/p.png" alt="foto"' in shown


def test_the_sides_of_columns_are_classes_since_a_page_carries_no_styles() -> None:
    shown = markdown.render("| a | b |\n|---|--:|\n| 1 | 2 |")

    assert '<td class="to-right">2</td>' in shown
    assert "style" not in shown


def test_the_bills_charts_are_drawn_and_other_charts_stay_code() -> None:
    values = [("SMS <b>", Decimal("7.50")), ("WhatsApp", Decimal("2.50"))]
    pie = markdown.render(charts.pie("Por categoria", values))
    bars = markdown.render(charts.bars("Por dia", "USD", values))

    assert 'aria-label="Por categoria"' in pie
    assert "SMS &lt;b&gt; [7.50]" in pie
    assert pie.count("<path") == 2
    assert bars.count("<rect") == 2
    for drawn in (pie, bars):
        assert "style=" not in drawn
        assert "<b>" not in drawn
    assert "<svg" not in markdown.render("```mermaid\ngraph TD\n```")


def test_one_thing_that_cost_all_is_a_whole_circle() -> None:
    assert "A80 80 0 1 1" in markdown.render(charts.pie("Tudo", [("SMS", Decimal(1))]))


@pytest.mark.parametrize(
    "chart",
    [
        "pie showData",
        "xychart-beta",
        "xychart-beta\n    bar [,,]",
        'pie showData\n    "a" : 0',
        "%%{init: {[}}%%",
        'xychart-beta\n    title "a"\n    x-axis ["a"]\n    bar [1.2.3]',
        'xychart-beta\n    title "a"\n    x-axis ["a"]\n    bar [.]',
        '%%{init: {"a": ' + "[" * 1500 + "}}%%",
    ],
)
def test_a_broken_chart_stays_code(chart: str) -> None:
    assert "<svg" not in markdown.render(f"```mermaid\n{chart}\n```")
