"""Issues and comments over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from bot.sandbox.github import events, file_pages, lock_routes, newness, web
from bot.sandbox.github.issues import FULL, IssueFilter, check_texts
from bot.sandbox.github.values import MissingError, RefusedError, Subject

if TYPE_CHECKING:
    from bot.sandbox.github.shapes import Json
    from bot.sandbox.github.values import Actor, Comment, Issue

routes = Blueprint("issues", __name__, url_prefix="/repos/<owner>/<repo>/issues")


def label_names(given: Any) -> list[str]:
    """Return the names of labels given as names or as objects with a name."""
    names = [each.get("name") if isinstance(each, dict) else each for each in given or []]
    texts = [name for name in names if isinstance(name, str)]
    if len(texts) != len(names):
        raise web.ApiError(422, "Invalid request.\n\nLabels must be strings or objects with a name.")
    return texts


@routes.get("")
@web.needs("issues:read")
def list_issues() -> Response:
    names = [name for name in request.args.get("labels", "").split(",") if name.strip()]
    labels = [web.state().labels.find(name.strip()) for name in names]
    criteria = IssueFilter(
        state=web.choice("state", "open", "closed", "all"),
        labels=frozenset(label.id for label in labels if label),
        since=web.moment("since"),
        creator=request.args.get("creator"),
        sort=web.choice("sort", "created", "updated", "comments"),
        ascending=web.choice("direction", "desc", "asc") == "asc",
    )
    lagging = bool(names) and web.emulator().faults.fires("github-lagging-label-lists")
    found = web.state().issues.find(criteria, lagging=lagging) if all(labels) else []
    page, headers = web.page_of(found)
    return web.answer([web.shapes().issue(issue) for issue in page], headers=headers)


@routes.post("")
@web.needs("issues:write")
def create_issue() -> Response:
    content = web.body()
    title = content.get("title")
    content["title"] = str(title) if isinstance(title, int) else title
    by = web.actor()
    # Without permission to label, the issue is still created, without labels.
    names = label_names(content.get("labels")) if web.state().may(by, "labels:write") else []
    newness.check_pace(new_issue=True)
    issue = open_issue(by, web.text(content, "title", required=True) or "", web.text(content, "body"), names)
    shape = web.shapes().issue(issue)
    return web.answer(shape, 201, {"Location": shape["url"]})


def open_issue(by: Actor, title: str, body: str | None, names: list[str]) -> Issue:
    check_texts(title, body)  # before its labels are created
    issue = web.state().issues.create(by.login, title, body, web.state().labels.ids(names))
    events.issue_changed(by, "opened", issue)
    events.labels_changed(by, None, issue)
    return issue


@routes.get("/<int:number>")
@web.needs("issues:read")
def get_issue(number: int) -> Response:
    return web.answer(web.shapes().issue(web.state().issues.get(number)))


@routes.patch("/<int:number>")
@web.needs("issues:write")
def edit_issue(number: int) -> Response:
    by, content = web.actor(), web.body()
    issue = web.state().issues.get(number)
    own = issue.author.lower() == by.login.lower()
    if not own:
        web.require("issues:manage")
    if "title" in content or "body" in content:
        issue = edit_texts(by, issue, content)
    if "labels" in content and web.state().may(by, "labels:write"):
        issue = put_labels(by, issue, web.state().labels.ids(label_names(content["labels"])))
    if content.get("state") or content.get("state_reason"):
        state = str(content.get("state") or issue.state)
        issue = move(by, issue, state, web.text(content, "state_reason"))
    return web.answer(web.shapes().issue(issue))


def edit_texts(by: Actor, issue: Issue, content: Json) -> Issue:
    title = web.text(content, "title")
    body = web.text(content, "body") if "body" in content else issue.body
    edited = web.state().issues.edit(issue.number, issue.title if title is None else title, body)
    before = {"title": issue.title, "body": issue.body}
    after = {"title": edited.title, "body": edited.body}
    changes = {name: {"from": before[name]} for name in before if before[name] != after[name]}
    if changes:
        events.issue_changed(by, "edited", edited, changes=changes)
    return edited


def put_labels(by: Actor, issue: Issue, labels: tuple[int, ...]) -> Issue:
    labelled = web.state().issues.set_labels(issue.number, labels)
    events.labels_changed(by, issue, labelled)
    return labelled


def move(by: Actor, issue: Issue, state: str, reason: str | None) -> Issue:
    """Close or reopen an issue."""
    if state not in {"open", "closed"} or reason not in {
        None,
        "completed",
        "not_planned",
        "duplicate",
        "reopened",
    }:
        field = "state" if state not in {"open", "closed"} else "state_reason"
        raise web.ApiError(
            422, "Validation Failed", [{"resource": "Issue", "code": "invalid", "field": field}]
        )
    moved = web.state().issues.set_state(issue.number, state, reason, by.login)
    if moved.state != issue.state:
        events.issue_changed(by, "closed" if moved.state == "closed" else "reopened", moved)
    return moved


def _comments_page(comments: list[Comment]) -> Response:
    since = web.moment("since")
    new = [each for each in comments if since is None or each.updated_at.replace(microsecond=0) >= since]
    page, headers = web.page_of(new)
    return web.answer([web.shapes().comment(comment) for comment in page], headers=headers)


@routes.get("/<int:number>/comments")
@web.needs("issues:read")
def list_comments(number: int) -> Response:
    return _comments_page(web.state().issues.comments(web.state().issues.get(number).number))


@routes.get("/comments")
@web.needs("issues:read")
def list_all_comments() -> Response:
    comments = web.state().issues.comments()
    if web.choice("sort", "created", "updated") == "updated":
        comments.sort(key=lambda each: (each.updated_at, each.id))
    # GitHub ignores the direction without `sort` (docs.github.com/rest/issues/comments).
    if "sort" in request.args and request.args.get("direction") == "desc":
        comments.reverse()
    return _comments_page(comments)


@routes.post("/<int:number>/comments")
@web.needs("issues:write")
def create_comment(number: int) -> Response:
    body = web.text(web.body(), "body", required=True) or ""
    newness.check_issue(web.state().issues.get(number))
    newness.check_pace(new_issue=False)
    comment = write_comment(web.actor(), number, body)
    shape = web.shapes().comment(comment)
    return web.answer(shape, 201, {"Location": shape["url"]})


def write_comment(
    by: Actor, number: int, body: str, *, via_email: bool = False, via_app: str = ""
) -> Comment:
    lock_routes.check_comment(by, web.state().issues.get(number), "create")
    if web.emulator().faults.fires("github-full-issues"):
        raise RefusedError(FULL)
    comment = web.state().issues.comment(number, by.login, body, via_email=via_email, via_app=via_app)
    events.comment_changed(by, "created", comment)
    return comment


@routes.get("/comments/<int:comment_id>")
@web.needs("issues:read")
def get_comment(comment_id: int) -> Response:
    comment = web.state().issues.get_comment(comment_id)
    full = "application/vnd.github.full+json" in request.headers.get("Accept", "")
    html = {"body_html": file_pages.html_of(comment.body)} if full else {}
    return web.answer({**web.shapes().comment(comment), **html})


def _own_comment(comment_id: int, verb: str) -> Comment:
    comment, by = web.state().issues.get_comment(comment_id), web.actor()
    if comment.author.lower() != by.login.lower():
        web.require("comments:manage")
    lock_routes.check_comment(by, web.state().issues.get(comment.issue), verb)
    return comment


@routes.patch("/comments/<int:comment_id>")
@web.needs("issues:write")
def edit_comment(comment_id: int) -> Response:
    before = _own_comment(comment_id, "update")
    comment = rewrite_comment(web.actor(), before, web.text(web.body(), "body", required=True) or "")
    return web.answer(web.shapes().comment(comment))


def rewrite_comment(by: Actor, before: Comment, body: str) -> Comment:
    comment = web.state().issues.edit_comment(before.id, body, by.login)
    events.comment_changed(by, "edited", comment, {"body": {"from": before.body}})
    return comment


@routes.delete("/comments/<int:comment_id>")
@web.needs("issues:write")
def delete_comment(comment_id: int) -> Response:
    comment = _own_comment(comment_id, "delete")
    web.state().issues.delete_comment(comment_id)
    events.comment_changed(web.actor(), "deleted", comment)
    web.state().reactions.forget(Subject("comment", comment_id))
    return web.nothing()


def _subject(number: int | None, comment_id: int | None) -> Subject:
    if number is not None:
        return Subject("issue", web.state().issues.get(number).number)
    if comment_id is None:
        raise MissingError("neither issue nor comment")
    return Subject("comment", web.state().issues.get_comment(comment_id).id)


@routes.get("/<int:number>/reactions")
@routes.get("/comments/<int:comment_id>/reactions")
@web.needs("issues:read")
def list_reactions(number: int | None = None, comment_id: int | None = None) -> Response:
    reactions = web.state().reactions.on(_subject(number, comment_id))
    content_filter = request.args.get("content")
    page, headers = web.page_of([each for each in reactions if content_filter in {None, each.content}])
    return web.answer([web.shapes().reaction(each) for each in page], headers=headers)


@routes.post("/<int:number>/reactions")
@routes.post("/comments/<int:comment_id>/reactions")
@web.needs("issues:write")
def add_reaction(number: int | None = None, comment_id: int | None = None) -> Response:
    content = web.text(web.body(), "content", required=True) or ""
    subject = _subject(number, comment_id)
    issues = web.state().issues
    lock_routes.check_reaction(
        issues.get(subject.key if subject.kind == "issue" else issues.get_comment(subject.key).issue)
    )
    reaction, new = web.state().reactions.add(subject, web.actor().login, content)
    return web.answer(web.shapes().reaction(reaction), 201 if new else 200)


@routes.delete("/<int:number>/reactions/<int:reaction_id>")
@routes.delete("/comments/<int:comment_id>/reactions/<int:reaction_id>")
@web.needs("issues:write")
def remove_reaction(reaction_id: int, number: int | None = None, comment_id: int | None = None) -> Response:
    web.state().reactions.remove(_subject(number, comment_id), reaction_id)
    return web.nothing()
