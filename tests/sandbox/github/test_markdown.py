"""Issue pages show what the bot writes as GitHub does, and no other HTML."""

from __future__ import annotations

from bot.sandbox.github import markdown


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
