"""The faults of the emulated GitHub, with one sentence each."""

from __future__ import annotations

SLOW_SECONDS = 2.0
HANG_SECONDS = 30.0

GITHUB_FAULTS = {
    "github-down": "Every API call is answered 503.",
    "github-secondary-limit": "API calls are refused with 403, a secondary rate limit and Retry-After: 1.",
    "github-lost-answer": "Something is created by POST, and then the answer is 502.",
    "github-lost-dispatch": "A repository dispatch is taken, and then the answer is 502.",
    "github-slow": "Every API call takes two seconds longer.",
    "github-hang-reactions": "Adding a reaction hangs for thirty seconds, is not done, and fails with 502.",
    "github-bad-credentials": "Every API call is answered 401, as if the token had expired.",
    "github-no-app-tokens": "Making a token for a GitHub App is answered 503.",
    "github-clock-behind": "GitHub's clock is ten minutes behind this machine's.",
    "github-no-dispatch": "Repository dispatches are answered 404, as for a token without the right.",
    "github-no-graphql": "GraphQL queries are refused, as for a token without the right.",
    "github-lagging-label-lists": "Lists of issues by label miss the issues of the last 60 seconds.",
    "run-fails-to-start": "A workflow run ends in failure without having run.",
    "run-vanishes": "A repository dispatch is answered 204, and no workflow run ever appears.",
}
