#!/usr/bin/env bash
# Runs whatif for a comment and check for SARIF. The exit code goes to the outputs: the comment is to be
# written whatever it is, and the last step of the action ends with it.
set -uo pipefail

report="${RUNNER_TEMP:-/tmp}/vpcsim-whatif.md"
read -ra vpcsim <<<"$VPCSIM"

change=()
if [ -n "${CHANGE:-}" ]; then change=(--change "$CHANGE"); fi
"${vpcsim[@]}" whatif "$INPUT" "${change[@]}" --fail-on "$FAIL_ON" --format markdown --output "$report"
code=$?

if [ "$code" -lt 2 ] && [ -n "${SARIF:-}" ]; then
  baseline=()
  if [ -n "${BASELINE:-}" ]; then baseline=(--baseline "$BASELINE"); fi
  "${vpcsim[@]}" check "$INPUT" "${baseline[@]}" --fail-on never --format sarif --output "$SARIF" || code=$?
fi

{
  echo "exit-code=$code"
  echo "report=$report"
} >>"$GITHUB_OUTPUT"
if [ -f "$report" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$report" >>"$GITHUB_STEP_SUMMARY"; fi
