#!/bin/sh
# Installs the Debian packages that the tests need, and says so. Without root it lists the missing ones and fails.
set -eu
missing=
browser=${PSMONITOR_CHROMIUM:-}
for name in chromium chromium-browser google-chrome google-chrome-stable; do
	[ -n "$browser" ] || browser=$(command -v "$name") || true
done
[ -n "$browser" ] || missing="$missing chromium fonts-dejavu-core"
/usr/bin/python3 -c 'import bson, pymongo, psutil' 2>/dev/null || missing="$missing python3 python3-bson python3-pymongo python3-psutil"
command -v gcc >/dev/null || missing="$missing gcc libc6-dev"
for tool in unshare nsenter prlimit mount; do
	command -v "$tool" >/dev/null || missing="$missing util-linux mount"
done
command -v strace >/dev/null || missing="$missing strace"
[ -e /usr/share/zoneinfo/Asia/Tokyo ] || missing="$missing tzdata"
[ -x /usr/sbin/sshd ] || missing="$missing openssh-server"
command -v ssh >/dev/null 2>&1 || missing="$missing openssh-client"
# The tests start an sshd on loopback. As root it needs this folder, which Debian creates at boot.
if [ "$(id -u)" = 0 ] && [ -d /run ]; then mkdir -p -m 755 /run/sshd; fi
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "The tests need these Debian packages:$missing" >&2
	exit 1
fi
echo "Installing the Debian packages that the tests need, which may take minutes:$missing" >&2
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
log=$(mktemp)
# The tests need only the program sshd. Keep Debian from starting it after installation and at boot.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	trap 'rm -f "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
fi
install() {
	apt-get update -qq >"$log" 2>&1 && apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1
}
# Another apt or dpkg may be at work, for example that of unattended-upgrades. apt has three locks, and an option to wait for one.
seconds=0
until install; do
	if ! grep -q 'Could not get lock\|Unable to acquire\|Unable to lock' "$log" || [ "$seconds" -ge 600 ]; then
		cat "$log" >&2
		echo "apt-get has failed. The tests need these Debian packages:$missing" >&2
		exit 1
	fi
	[ "$seconds" != 0 ] || echo "Waiting for another apt or dpkg to end, for at most ten minutes." >&2
	sleep 5
	seconds=$((seconds + 5))
done
case $missing in *openssh-server*)
	systemctl disable ssh.service ssh.socket >/dev/null 2>&1 || true ;;
esac
rm -f "$log"
