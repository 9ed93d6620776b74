#!/bin/bash
# Answers beforehand what Claude's first start would ask, and links the host's credential: what people have set stays.
# Done in here, as the container's own user, since only in here nobody can be led elsewhere by what stands in a file's place.
set -u
# Not what people have installed in the home.
PATH=${COCKPIT_PATH:-$PATH}
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
  ' >"$next" && mv -fT "$next" "$settings"
rm -f "$next"

# The keys by which the bot puts a prompt in mean what they mean by default, whatever somebody has bound them to: the last
# block wins. Chords that begin with one of them would keep Claude waiting for their second key.
bindings=$config/keybindings.json
ours='[
  {"context": "Global", "bindings": {"ctrl+r": "history:search"}},
  {"context": "Chat", "bindings": {"ctrl+r": "history:search", "ctrl+s": "chat:stash", "enter": "chat:submit", "escape": "chat:cancel"}},
  {"context": "HistorySearch", "bindings": {"tab": "historySearch:accept", "escape": "historySearch:accept"}}
]'
if [ -f "$bindings" ] && [ ! -L "$bindings" ] && next=$(mktemp "$config/.keybindings.json.XXXXXX"); then
  jq --argjson ours "$ours" '
    (.bindings - $ours) as $theirs
    | [$theirs[] | {context, bindings: (.bindings | with_entries(select(.value != null and (.key | test("^(enter|return|escape|esc|tab|ctrl\\+[rs])\\s+\\S"; "i"))) | .value = null))}
       | select(.bindings != {})] as $chords
    | .bindings = ($theirs - $chords) + $chords + $ours
  ' "$bindings" >"$next" 2>/dev/null && [ -s "$next" ] && mv -fT "$next" "$bindings"
  rm -f "$next"
fi

credential=$config/.credentials.json
if [ -f "$run/credentials.json" ]; then
  rm -rf "$credential"
  ln -sT /run/cockpit/credentials.json "$credential"
elif [ -L "$credential" ]; then
  rm -f "$credential"
fi
