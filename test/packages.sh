#!/bin/sh
# Installs the Debian packages that the tests need: as root, else it says what to install and fails.
set -eu
missing=
browser=${PSMONITOR_CHROMIUM:-}
for name in chromium chromium-browser google-chrome google-chrome-stable; do
	[ -n "$browser" ] || browser=$(command -v "$name") || true
done
[ -n "$browser" ] || missing="$missing chromium fonts-dejavu-core"
/usr/bin/python3 -c 'import pymongo, psutil' 2>/dev/null || missing="$missing python3 python3-pymongo python3-psutil"
[ -e /usr/share/zoneinfo/Asia/Tokyo ] || missing="$missing tzdata"
[ -x /usr/sbin/sshd ] || missing="$missing openssh-server"
command -v ssh >/dev/null 2>&1 || missing="$missing openssh-client"
# The tests start an sshd of their own on loopback; run by root, it wants this folder, which Debian makes at boot.
[ "$(id -u)" != 0 ] || mkdir -p -m 755 /run/sshd
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "The tests need these packages, by their names in Debian:$missing" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
apt-get update -qq >"$log" 2>&1 && apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1 || { cat "$log" >&2; exit 1; }
rm -f "$log"
