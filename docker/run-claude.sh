#!/bin/bash
# The program of Claude's pane: chooses between a new conversation and the old one from what is on disk.
set -u

# shellcheck source=/dev/null
[ -f /run/cockpit/env ] && . /run/cockpit/env

# What the project's image has for everybody, from what is there already; what was given to this project goes before it.
if [ -f /etc/cockpit/environment ]; then
  # shellcheck source=/dev/null
  . /etc/cockpit/environment
  [ -f /run/cockpit/env ] && . /run/cockpit/env
fi

# Not what people have installed in the home; Claude has it.
theirs=$PATH
PATH=${COCKPIT_PATH:-$PATH}

# After /clear Claude is in another conversation than the one it was started with: hook.sh notes which.
COCKPIT_SESSION=$(cat /var/cockpit/session 2>/dev/null || cat /run/cockpit/session)
export COCKPIT_SESSION

flags=()
[ -f /run/cockpit/flags ] && mapfile -d "" flags </run/cockpit/flags

# A record without a message is what a kill during the first turn leaves: it can neither be resumed nor reused.
record=$(ls "$CLAUDE_CONFIG_DIR"/projects/*/"$COCKPIT_SESSION".jsonl 2>/dev/null | head -1)
if [ -n "$record" ] && grep -q '"type":"user"' "$record"; then
  session=(--resume "$COCKPIT_SESSION")
else
  [ -n "$record" ] && rm -f "$record"
  session=(--session-id "$COCKPIT_SESSION")
fi

# A killed Claude leaves its state file behind, and the next one may get the same pid.
rm -f "$CLAUDE_CONFIG_DIR"/sessions/*.json

/usr/local/lib/cockpit/seed-settings.sh

# Noted first: a prompt that was launched once is never launched again.
launch=()
if [ -s /run/cockpit/launch ] && ! cmp -s /run/cockpit/launch /var/cockpit/launched; then
  cp /run/cockpit/launch /var/cockpit/.launched && mv -fT /var/cockpit/.launched /var/cockpit/launched &&
    mapfile -d "" launch </var/cockpit/launched
fi

# What people have allowed, on top of our own.
settings=/etc/cockpit/settings.json
if [ -s /run/cockpit/rules.json ]; then
  jq -s '.[0] * .[1]' "$settings" /run/cockpit/rules.json >/dev/shm/settings.json && settings=/dev/shm/settings.json
fi

# The pinned one, whatever people have installed in the home.
pinned=$(type -P claude)
PATH=$theirs
hash -p "$pinned" claude
claude --settings "$settings" "${flags[@]}" "${session[@]}" "${launch[@]}"
code=$?
PATH=${COCKPIT_PATH:-$PATH}

# On TERM (143) the entrypoint has saved the screen as it was before Claude cleared up.
[ "$code" -eq 143 ] || /usr/local/lib/cockpit/save-scrollback.sh
echo "$code" >/var/cockpit/.exit && mv -f /var/cockpit/.exit /var/cockpit/exit

# The cockpit ends with Claude, whatever else people have open in it.
tmux kill-server
