"""What is asked of an issue and of a comment by GraphQL; `look_ahead.as_issue` and `as_comment` read it."""

_REACTED = "reactionGroups { content reactors { totalCount } }"
ISSUE = (
    "id number title body author { __typename login } state createdAt updatedAt closedAt locked url "
    f"labels(first: 100) {{ nodes {{ name }} }} {_REACTED}"
)
ASSIGNEES = "assignees(first: 10) { nodes { login } }"
COMMENTS = "comments { totalCount }"
COMMENT = f"id fullDatabaseId body author {{ __typename login }} createdAt updatedAt url {_REACTED}"
