#!/bin/bash
# Answers beforehand what Claude's first start would ask, and links the host's credential: what people have set stays.
# Done in here, as the container's own user, since only in here nobody can be led elsewhere by what stands in a file's place.
set -u
config=${CLAUDE_CONFIG_DIR:-$HOME/.claude}
run=${COCKPIT_RUN:-/run/cockpit}

settings=$config/.claude.json
[ -f "$settings" ] || rm -rf "$settings"
old=$(jq -c 'if type == "object" then . else {} end' "$settings" 2>/dev/null | head -n 1)
next=$(mktemp "$config/.claude.json.XXXXXX") &&
  jq -n --argjson old "${old:-"{}"}" --slurpfile seed "$run/seed.json" '
    $seed[0] as $seed
    | ($seed.first + $old) * $seed.always
    | .customApiKeyResponses.approved =
        ((.customApiKeyResponses.approved | if type == "array" then . else [] end) + $seed.approved | unique)
  ' >"$next" && mv -T "$next" "$settings"
rm -f "$next"

credential=$config/.credentials.json
if [ -f "$run/credentials.json" ]; then
  rm -rf "$credential"
  ln -sT /run/cockpit/credentials.json "$credential"
elif [ -L "$credential" ]; then
  rm -f "$credential"
fi
