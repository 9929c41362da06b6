#!/usr/bin/env bash
# Writes the report under the pull request. The first line of a report is a mark, by which the comment of
# an earlier run is found and replaced.
set -euo pipefail

mark=$(head -n 1 "$REPORT")
known=$(gh api --paginate "repos/$REPOSITORY/issues/$PULL_REQUEST/comments" \
  --jq ".[] | select(.body | startswith(\"$mark\")) | .id" | head -n 1)

if [ -n "$known" ]; then
  gh api --method PATCH "repos/$REPOSITORY/issues/comments/$known" --field "body=@$REPORT" --silent
else
  gh api --method POST "repos/$REPOSITORY/issues/$PULL_REQUEST/comments" --field "body=@$REPORT" --silent
fi
