"""The faults of the emulated GitHub, with one sentence each."""

from __future__ import annotations

SLOW_SECONDS = 2.0
HANG_SECONDS = 30.0
LONG_LIMIT_SECONDS = 900

GITHUB_FAULTS = {
    "github-down": "Every API call is answered 503.",
    "github-secondary-limit": "API calls are refused with 403, a secondary rate limit and Retry-After: 1.",
    "github-long-limit": "API calls are refused with 429, a secondary rate limit and Retry-After: 900.",
    "github-few-new-issues": "After 20 new issues within ten minutes creating is refused for 15 minutes, with 403.",
    "github-too-quickly": "Creating an issue or a comment is refused with 422: it was submitted too quickly.",
    "github-locked-issues": "All issues are locked: comments and reactions of workflows are refused with 403.",
    "github-full-issues": "All issues have 2,500 comments: a further one is refused with 403.",
    "github-late-issues": "A comment on an issue of the last ten seconds is refused with 422: GitHub cannot find it.",
    "github-late-branches": "Files on a branch of the last ten seconds are answered 404.",
    "github-late-commits": "A commit within ten seconds of the last one on its branch is refused with 409.",
    "github-lost-answer": "Something is created by POST, and then the answer is 502.",
    "github-lost-dispatch": "A repository dispatch is taken, and then the answer is 502.",
    "github-slow": "Every API call takes two seconds longer.",
    "github-hang-reactions": "Adding a reaction hangs for thirty seconds, is not done, and fails with 502.",
    "github-bad-credentials": "Every API call is answered 401, as if the token had expired.",
    "github-no-app-tokens": "Making a token for a GitHub App is answered 503.",
    "github-no-repository": "The repository is answered 404, as to a token that may no longer see it.",
    "github-renamed": "The repository has another name: its former one is answered 301, or 307 to writes.",
    "github-public": "The repository is public: everybody reads its issues.",
    "github-issues-off": "Issues are switched off: each of them is answered 410.",
    "github-clock-behind": "GitHub's clock is ten minutes behind this machine's.",
    "github-no-dispatch": "Repository dispatches are answered 404, as for a token without the right.",
    "github-no-graphql": "GraphQL queries are refused, as for a token without the right.",
    "github-broken-mutations": "A GraphQL request of several changes ends with 502 after the first of them.",
    "github-failed-mutations": "A GraphQL request of several changes ends after the first: 200, and no data.",
    "github-failed-change": "A change by GraphQL is carried out, and answered as one that went wrong.",
    "github-lagging-label-lists": "Lists of issues by label miss the issues of the last 60 seconds.",
    "actions-off": "Actions is switched off: events start no workflow, and starting one by hand is refused with 422.",
    "workflows-off": "All workflows are disabled: events start none, and starting one by hand is refused with 422.",
    "minutes-used-up": "Each run ends in failure at once: the account's minutes are used up or its payment failed.",
    "run-fails-to-start": "A workflow run ends in failure without having run.",
    "run-vanishes": "A repository dispatch is answered 204, and no workflow run ever appears.",
}
