#!/bin/sh
# hook.sh <event>, Claude's JSON on stdin: one file per event, whole or not there. Never fails a turn, and says nothing
# but what people have decided.
exec 2>/dev/null
umask 022
# Not what people have installed in the home.
PATH=${COCKPIT_PATH:-$PATH}
spool=/var/cockpit/hooks
part=$spool/.$$.part

cat >"$part" || { rm -f "$part"; exit 0; }

# People may /clear or /resume in the terminal: the next start must go on from there.
if [ "$1" = SessionStart ]; then
  # Hooks run here.
  rm -f /var/cockpit/unheard
  session=$(sed -n 's/.*"session_id" *: *"\([0-9a-fA-F-]\{36\}\)".*/\1/p' "$part" | head -n 1)
  if [ -n "$session" ] && { [ "$session" != "${COCKPIT_SESSION:-}" ] || [ -e /var/cockpit/session ]; }; then
    echo "$session" >/var/cockpit/.session && mv /var/cockpit/.session /var/cockpit/session
  fi
fi

# Events are counted: a clock may be set back. The first number is the time, to come after what was named by it before;
# where there is no room for a number, the time has to do.
next_name() {
  (
    flock 9
    last=
    read -r last </var/cockpit/.order
    case $last in
      '' | *[!0-9]* | ????????????????????*) last=$(date +%s%N) ;;
    esac
    next=$((last + 1))
    echo "$next" >/var/cockpit/.order.part && mv -T /var/cockpit/.order.part /var/cockpit/.order || next=$(date +%s%N)
    printf '%020d-%s.json' "$next" "$$"
  ) 9>/var/cockpit/.order.lock || printf '%020d-%s.json' "$(date +%s%N)" "$$"
}
name=$(next_name)

# A call that people have allowed, once, after its dialog was gone: the very same one runs without another.
allowed=
if [ "$1" = PreToolUse ]; then
  for permit in /run/cockpit/permits/*.json; do
    [ -e "$permit" ] || continue
    jq -e --slurpfile p "$permit" \
      'def call: if $p[0].tool == "Bash" then del(.description?) else . end;
        .tool_name == $p[0].tool and (.tool_input | call) == ($p[0].input | call)' \
      "$part" >/dev/null && mkdir "/var/cockpit/used/$(basename "$permit")" && allowed=1 && break
  done
fi

# What the project brings holds as people have trusted it: what becomes of it meanwhile waits for the next start.
held=
if [ "$1" = ConfigChange ] && [ ! -e /run/cockpit/trust-all ]; then
  case $(jq -r .source "$part") in
    project_settings | local_settings | skills) held=1 ;;
    *)
      rm -f "$part"
      exit 0
      ;;
  esac
fi

# Before the bot hears of the dialog: it may answer at once. In it, the sub-agent that asks.
[ "$1" != PermissionRequest ] || jq -r '.agent_id // empty' "$part" >"/var/cockpit/asking/$name"

mv "$part" "$spool/$name"
[ -z "$held" ] || exit 2

# The dialog stands on the screen meanwhile; the first answer wins. Empty: it was settled there.
if [ "$1" = PermissionRequest ]; then
  trap 'mv "/var/cockpit/asking/$name" "/var/cockpit/closed/$name"; exit 0' TERM INT HUP
  while [ ! -e "/run/cockpit/decided/$name" ]; do sleep 0.1; done
  if [ -s "/run/cockpit/decided/$name" ]; then
    # What is in answered/ was answered by us, whatever becomes of this container: it is told before it is done.
    mv "/var/cockpit/asking/$name" "/var/cockpit/answered/$name"
    printf '{"hook_event_name":"Decided","session_id":"%s","ask":"%s"}' "${COCKPIT_SESSION:-}" "$name" >"$part"
    mv "$part" "$spool/$(next_name)"
    cat "/run/cockpit/decided/$name"
  else
    mv "/var/cockpit/asking/$name" "/var/cockpit/closed/$name"
  fi
fi

# While the bot types, no dialog may open under its fingers: its Enter would say yes to it.
if [ "$1" = PreToolUse ]; then
  left=180
  while [ "$left" -gt 0 ] && [ -e /run/cockpit/typing ]; do
    sleep 0.05
    left=$((left - 1))
  done
fi
[ -z "$allowed" ] ||
  echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow","permissionDecisionReason":"Allowed once, in the chat."}}'
exit 0
