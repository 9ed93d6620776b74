#!/bin/sh
# keep-home.sh <directory>...: what an image has for the home, put aside. In a container the home is the host's, and
# entrypoint.sh puts in what it does not have yet.
set -eu
kept=/usr/local/share/cockpit/home
mkdir -p "$kept"
for directory in "$@"; do
  case $directory in '' | / | /root) continue ;; esac
  [ ! -d "$directory" ] || cp -dR --preserve=mode,timestamps "$directory/." "$kept/"
done
# Whoever it is for will be somebody else.
chown -R 0:0 "$kept"
chmod -R u=rwX,go=rX "$kept"
rm -rf /home/dev "$kept/.claude"
mkdir -p /home/dev/.claude
chmod 1777 /home/dev /home/dev/.claude
tar -C "$kept" --sort=name --mtime=@0 -cf - . | sha256sum >"$kept.id"
