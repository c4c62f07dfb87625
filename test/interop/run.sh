#!/bin/sh
# Federation with snac2, a real ActivityPub server that we did not write: built from Debian's source package, spoken to
# over https. Both run in a private mount and network namespace: names, certificate and ports of the lab are seen by
# nobody else, nothing of the lab reaches the network, and the machine is not changed but for build packages.
#   STV_SNAC_CACHE         where the built snac is kept (default: /var/cache/stadtteilvernetzer-snac)
#   STV_INTEROP_REQUIRED   1: a reason to skip is a failure
set -eu
cd "$(dirname "$0")/../.."
PATH=$PWD/node_modules/.bin:$PATH

skip() {
  printf '\n************************************************************************\n'
  printf '* INTEROP TESTS SKIPPED: %s\n' "$1"
  printf '************************************************************************\n\n'
  [ "${STV_INTEROP_REQUIRED:-}" != 1 ] || exit 1
  exit 0
}

[ "$(uname -s)" = Linux ] || skip "they need Linux"
[ "$(id -u)" = 0 ] || skip "they need root (packages, port 443, namespaces)"
command -v apt-get >/dev/null || skip "they need Debian's apt-get"
unshare -mn true 2>/dev/null || skip "this machine allows no mount and network namespaces"

CACHE=${STV_SNAC_CACHE:-/var/cache/stadtteilvernetzer-snac}
SNAC=$CACHE/snac

# What building and the lab need; nothing is asked of the network when all of it is there.
packages() {
  for package in gcc make xz-utils libc6-dev libcurl4-openssl-dev libssl-dev openssl iproute2; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' || echo "$package"
  done
}

install_packages() {
  missing=$(packages)
  [ -n "$missing" ] || return 0
  echo "Installing $(echo $missing) ..."
  apt-get update -qq
  # shellcheck disable=SC2086 # one word a package
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# The same mirror as this machine uses, but the sources of the release that has snac2; lists and downloads of its own.
fetch_source() {
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -n 's/^URIs: *\([^ ]*\/debian\)\/\{0,1\}$/\1/p; s/^deb  *\(\[[^]]*\] *\)\{0,1\}\([^ ]*\/debian\)\/\{0,1\} .*/\2/p' | head -n 1)
  [ -n "$mirror" ] || { echo "no Debian mirror is configured" >&2; return 1; }
  mkdir -p apt/lists/partial apt/archives/partial
  echo "deb-src $mirror trixie main" > apt/sources.list
  set -- -o Dir::Etc::sourcelist="$CACHE/apt/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$CACHE/apt/lists" -o Dir::Cache="$CACHE/apt" -o APT::Sandbox::User=root
  apt-get "$@" update -qq && apt-get "$@" -qq source --download-only snac2
}

build_snac() {
  echo "Building snac2 ..."
  mkdir -p "$CACHE" && cd "$CACHE" && fetch_source &&
    rm -rf source && mkdir source && tar xf snac2_*.orig.tar.xz -C source --strip-components=1 &&
    make -C source -s >make.log 2>&1 && cp source/snac "$SNAC.new" && mv "$SNAC.new" "$SNAC"
}

install_packages || skip "packages could not be installed: $(echo $(packages))"
# Clients of Debian's.
for client in toot python3-mastodon; do
  dpkg-query -W -f '${Status}\n' "$client" 2>/dev/null | grep -q '^install ok installed' ||
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$client" >/dev/null 2>&1 ||
    skip "$client could not be installed"
done
[ -x "$SNAC" ] || (build_snac) || skip "snac2 could not be built"

LAB=$(mktemp -d)
trap 'rm -rf "$LAB"' EXIT
# As root the database runs as another user, which must be able to enter.
chmod 755 "$LAB"

openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=stadtteilvernetzer lab" \
  -addext "basicConstraints=critical,CA:TRUE" -keyout "$LAB/ca.key" -out "$LAB/ca.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/CN=stv.test" -keyout "$LAB/leaf.key" -out "$LAB/leaf.csr" 2>/dev/null
printf 'subjectAltName=DNS:*.stv.test\n' > "$LAB/leaf.ext"
openssl x509 -req -in "$LAB/leaf.csr" -CA "$LAB/ca.pem" -CAkey "$LAB/ca.key" -CAcreateserial -days 30 \
  -extfile "$LAB/leaf.ext" -out "$LAB/leaf.pem" 2>/dev/null
# snac trusts the system's bundle only. No other authority is needed in here.
mkdir "$LAB/certs" && cp "$LAB/ca.pem" "$LAB/certs/ca-certificates.crt"
printf '127.0.0.1 localhost\n127.0.4.1 heslach.stv.test\n127.0.4.2 snac.stv.test\n127.0.4.3 sendling.stv.test\n' > "$LAB/hosts"

export LAB SNAC NODE_EXTRA_CA_CERTS="$LAB/ca.pem"
unshare -mn sh -eu -c '
  mount --make-rprivate /
  ip link set lo up
  mount --bind "$LAB/hosts" /etc/hosts
  mount --bind "$LAB/certs" /etc/ssl/certs
  exec vitest run --config vitest.interop.config.ts "$@"
' interop "$@"
