#!/bin/bash
# What the project wants to be done in a new container, before Claude: once, as its user. The engine waits for
# /dev/shm/cockpit-first-run: empty, or the last words of what failed.
set -u
# Not what people have installed in the home; what the project does has it.
theirs=$PATH
PATH=${COCKPIT_PATH:-$PATH}
verdict=/dev/shm/cockpit-first-run
if [ -f /etc/cockpit/first-run ] && [ ! -e /var/lib/cockpit/first-run ]; then
  # To a file: what goes on in the background would keep a pipe open for ever.
  all=/var/lib/cockpit/first-run.log
  cd /workspace &&
    timeout --kill-after=5 1800 env PATH="$theirs" /bin/bash /etc/cockpit/first-run </dev/null >"$all" 2>&1
  code=$?
  {
    [ "$code" -eq 0 ] || tail -c 2900 "$all"
    [ "$code" -ne 124 ] || echo "It was ended after 30 minutes."
  } >"$verdict.log" 2>/dev/null
  [ "$code" -eq 0 ] || [ -s "$verdict.log" ] || echo "It ended with status $code." >"$verdict.log"
  : >/var/lib/cockpit/first-run
else
  : >"$verdict.log"
fi
mv -fT "$verdict.log" "$verdict"
