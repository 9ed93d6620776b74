#!/bin/bash
# Child of PID 1 (tini): keeps the tmux server, and freezes it in an orderly way when the container is told to stop.
set -u

# Not what people have installed in the home; what they open, and what the project does first, has it.
theirs=$PATH
PATH=${COCKPIT_PATH:-$PATH}

# TERM goes to Claude itself: tmux would hang up on it only after its own end, and too late for its record to be whole.
freeze() {
  trap "" TERM INT HUP
  local shell told="" deadline=$((SECONDS + 8))
  shell=$(tmux display-message -p -t %0 "#{pane_pid}" 2>/dev/null) || exit 0
  /usr/local/lib/cockpit/save-scrollback.sh
  while kill -0 "$shell" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; do
    # It may not be there yet, when the stop comes right after the start.
    [ -n "$told" ] || { pkill -TERM -P "$shell" -x claude && told=1; }
    sleep 0.02
  done
  tmux kill-server 2>/dev/null
  exit 0
}
trap freeze TERM INT HUP

# A name for the uid we were started with: ssh, git and node ask for one.
if ! getent passwd "$(id -u)" >/dev/null; then
  echo "dev:x:$(id -u):$(id -g):dev:$HOME:/bin/bash" >/var/lib/extrausers/passwd
fi
# What the image has for the home goes in once, and nothing that is there is touched.
if ! cmp -s /usr/local/share/cockpit/home.id "$HOME/.cockpit-home"; then
  cp -dRn --preserve=mode,timestamps /usr/local/share/cockpit/home/. "$HOME/" || :
  cp /usr/local/share/cockpit/home.id "$HOME/.cockpit-home"
fi
# Dialogs end with their Claude; what was answered in one stays answered.
rm -rf /var/cockpit/exit /var/cockpit/asking /var/cockpit/closed /var/cockpit/unheard
# Until a hook of Claude's runs.
: >/var/cockpit/unheard
# The bot looks for changes here; it makes nothing where we can write.
for directory in /var/cockpit/{hooks,asking,closed,used,answered} "$CLAUDE_CONFIG_DIR"/{sessions,projects,projects/-workspace}; do
  [ -d "$directory" ] && [ ! -L "$directory" ] || rm -rf "$directory"
  mkdir -p "$directory"
done

# `wait` lets the trap in.
PATH=$theirs /usr/local/lib/cockpit/first-run.sh &
wait "$!"

# A server that was killed leaves its socket behind.
rm -rf "${TMUX_TMPDIR:-/tmp}/tmux-$(id -u)"
PATH=$theirs "$(type -P tmux)" -f /etc/cockpit/tmux.conf new-session -d -s main -x 200 -y 50 -c /workspace /usr/local/lib/cockpit/run-claude.sh || exit 1
# Nobody may attach earlier: tmux 3.3a does not survive it.
: >/dev/shm/cockpit-up

# Ends with the server, which ends with its last session; `wait` lets the trap in at once.
while tmux has-session -t main 2>/dev/null; do
  tmux wait-for cockpit-ended 2>/dev/null &
  wait "$!"
done

read -r code </var/cockpit/exit || code=0
exit "$code"
