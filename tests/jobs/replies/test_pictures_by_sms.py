"""A picture by SMS is announced as the link that it becomes."""

from __future__ import annotations

from tests.jobs.replies.comments import notes, post
from tests.stage import Stage

PICTURE = "![guia](https://github.com/user-attachments/assets/0a1b2c3d-0000-4000-8000-000000000000)"


def test_a_preview_says_that_the_person_gets_a_link(asked: Stage) -> None:
    post(asked, f"/preview Segue a guia\n\n{PICTURE}")
    post(asked, "/preview Segue a guia")
    asked.reply()

    with_picture, without = notes(asked)
    assert "chegam a esse país como link no texto" in with_picture
    assert "como link" not in without
