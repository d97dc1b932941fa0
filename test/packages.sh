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
command -v gcc >/dev/null || missing="$missing gcc libc6-dev"
for tool in unshare prlimit mount; do
	command -v "$tool" >/dev/null || missing="$missing util-linux mount"
done
[ -e /usr/share/zoneinfo/Asia/Tokyo ] || missing="$missing tzdata"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "The tests need these packages, by their names in Debian:$missing" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
apt-get update -qq >"$log" 2>&1 && apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1 || { cat "$log" >&2; exit 1; }
rm -f "$log"
