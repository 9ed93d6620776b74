#!/bin/bash
# What the project wants to be done in a new container, before Claude: once, as its user. The engine waits for
# /dev/shm/cockpit-first-run: empty, or the last words of what failed.
set -u
verdict=/dev/shm/cockpit-first-run
if [ -f /etc/cockpit/first-run ] && [ ! -e /var/lib/cockpit/first-run ]; then
  {
    cd /workspace && timeout --kill-after=5 1800 bash /etc/cockpit/first-run </dev/null 2>&1
    code=$?
    [ "$code" -ne 124 ] || echo "It was ended after 30 minutes."
    echo "$code" >"$verdict.code"
  } | tail -c 3000 >"$verdict.log"
  read -r code <"$verdict.code"
  [ "$code" -eq 0 ] || [ -s "$verdict.log" ] || echo "It ended with status $code." >"$verdict.log"
  [ "$code" -ne 0 ] || : >"$verdict.log"
  : >/var/lib/cockpit/first-run
else
  : >"$verdict.log"
fi
mv "$verdict.log" "$verdict"
