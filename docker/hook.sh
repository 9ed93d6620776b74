#!/bin/sh
# hook.sh <event>, Claude's JSON on stdin: one file per event, whole or not there. Says nothing, and never fails a turn.
exec 2>/dev/null
umask 022
spool=/var/cockpit/hooks
part=$spool/.$$.part

cat >"$part" || { rm -f "$part"; exit 0; }

# People may /clear or /resume in the terminal: the next start must go on from there.
if [ "$1" = SessionStart ]; then
  session=$(sed -n 's/.*"session_id" *: *"\([0-9a-fA-F-]\{36\}\)".*/\1/p' "$part" | head -n 1)
  if [ -n "$session" ] && { [ "$session" != "${COCKPIT_SESSION:-}" ] || [ -e /var/cockpit/session ]; }; then
    echo "$session" >/var/cockpit/.session && mv /var/cockpit/.session /var/cockpit/session
  fi
fi

mv "$part" "$spool/$(printf %020d "$(date +%s%N)")-$$.json"

# While the bot types, no dialog may open under its fingers: its Enter would say yes to it.
if [ "$1" = PreToolUse ]; then
  left=180
  while [ "$left" -gt 0 ] && [ -e /var/cockpit/typing ]; do
    sleep 0.05
    left=$((left - 1))
  done
fi
exit 0
