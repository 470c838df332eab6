"""A picture by SMS is announced as the link that it becomes."""

from __future__ import annotations

from requests import PreparedRequest, Response

from tests import wire
from tests.jobs.replies.comments import arrived, marks, notes, post
from tests.stage import Stage

PICTURE = "![guia](https://github.com/user-attachments/assets/0a1b2c3d-0000-4000-8000-000000000000)"


def test_a_preview_says_that_the_person_gets_a_link(asked: Stage) -> None:
    post(asked, f"/preview Segue a guia\n\n{PICTURE}")
    post(asked, "/preview Segue a guia")
    asked.reply()

    with_picture, without = notes(asked)
    assert "chegam a esse país como link no texto" in with_picture
    assert "como link" not in without


def test_before_the_first_link_leaves_a_comment_says_so_and_only_then(asked: Stage) -> None:
    picture = asked.sandbox.attach("guia.png", "image/png", b"PNG")
    noted_when_sent = []

    def look(request: PreparedRequest, _response: Response) -> None:
        if wire.changes(request) and "/Messages" in str(request.url):
            noted_when_sent.append(len(notes(asked)))

    with wire.passing(look):
        first = post(asked, f"/reply Segue a guia\n\n{picture}")
        asked.reply()
        second = post(asked, f"/reply E a outra\n\n{picture}")
        asked.reply()

    (note,) = notes(asked)
    assert "chegam a esse país como link no texto" in note
    assert "quem tiver o link abre o arquivo" in note
    assert noted_when_sent == [1, 1]
    assert marks(asked, first) == marks(asked, second) == {"eyes", "rocket"}
    assert [text.split("\n")[0] for text in arrived(asked)] == ["Segue a guia", "E a outra"]


def test_a_run_that_died_after_the_comment_repeats_neither_it_nor_the_text(asked: Stage) -> None:
    picture = asked.sandbox.attach("guia.png", "image/png", b"PNG")
    post(asked, f"/reply Segue a guia\n\n{picture}")
    for writes in (1, 2):  # the comment; our mark
        try:
            with wire.dying_after(writes):
                asked.reply()
        except wire.DiedError:
            asked.tools = asked.new_tools()
    asked.reply()

    assert len(notes(asked)) == 1
    assert len(arrived(asked)) == 1
