#!/bin/sh
# Federation with snac2, a real ActivityPub server that we did not write: built from Debian's source package, spoken to
# over https on loopback. Names and the lab's certificate live in a private mount namespace; the machine is not changed.
set -eu
cd "$(dirname "$0")/../.."

skip() {
  printf '\n************************************************************************\n'
  printf '* INTEROP TESTS SKIPPED: %s\n' "$1"
  printf '************************************************************************\n\n'
  exit 0
}

[ "$(uname -s)" = Linux ] || skip "they need Linux"
[ "$(id -u)" = 0 ] || skip "they need root (packages, port 443 on loopback, a mount namespace)"
command -v apt-get >/dev/null || skip "they need Debian's apt-get"
unshare -m true 2>/dev/null || skip "this machine allows no mount namespace"

CACHE=${STV_SNAC_CACHE:-/var/cache/stadtteilvernetzer-snac}
SNAC=$CACHE/snac

build_snac() {
  mkdir -p "$CACHE/apt/lists/partial" "$CACHE/apt/archives/partial"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    gcc make openssl xz-utils libc6-dev libcurl4-openssl-dev libssl-dev >/dev/null
  # The same mirror as this machine uses, but the sources of the release that has snac2.
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -n 's/^URIs: *\([^ ]*\/debian\)\/\{0,1\}$/\1/p; s/^deb  *\(\[[^]]*\] *\)\{0,1\}\([^ ]*\/debian\)\/\{0,1\} .*/\2/p' | head -n 1)
  [ -n "$mirror" ] || skip "no Debian mirror is configured"
  echo "deb-src $mirror trixie main" > "$CACHE/apt/sources.list"
  (
    cd "$CACHE"
    set -- -o Dir::Etc::sourcelist="$CACHE/apt/sources.list" -o Dir::Etc::sourceparts=- \
      -o Dir::State::lists="$CACHE/apt/lists" -o Dir::Cache="$CACHE/apt" -o APT::Sandbox::User=root
    apt-get "$@" update -qq
    apt-get "$@" -qq source --download-only snac2
    rm -rf source && mkdir source
    tar xf snac2_*.orig.tar.xz -C source --strip-components=1
    make -C source -s >/dev/null 2>&1
    cp source/snac "$SNAC"
  )
}

[ -x "$SNAC" ] || build_snac
LAB=$(mktemp -d)
trap 'rm -rf "$LAB"' EXIT
chmod 755 "$LAB"

openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=stadtteilvernetzer lab" \
  -addext "basicConstraints=critical,CA:TRUE" -keyout "$LAB/ca.key" -out "$LAB/ca.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/CN=stv.test" -keyout "$LAB/leaf.key" -out "$LAB/leaf.csr" 2>/dev/null
printf 'subjectAltName=DNS:*.stv.test\n' > "$LAB/leaf.ext"
openssl x509 -req -in "$LAB/leaf.csr" -CA "$LAB/ca.pem" -CAkey "$LAB/ca.key" -CAcreateserial -days 30 \
  -extfile "$LAB/leaf.ext" -out "$LAB/leaf.pem" 2>/dev/null
cat /etc/ssl/certs/ca-certificates.crt "$LAB/ca.pem" > "$LAB/bundle.crt" 2>/dev/null || cp "$LAB/ca.pem" "$LAB/bundle.crt"
{ cat /etc/hosts; echo "127.0.4.1 heslach.stv.test"; echo "127.0.4.2 snac.stv.test"; } > "$LAB/hosts"

export LAB SNAC NODE_EXTRA_CA_CERTS="$LAB/ca.pem"
unshare -m sh -eu -c '
  mount --make-rprivate /
  mount --bind "$LAB/hosts" /etc/hosts
  # snac trusts the system bundle only.
  mkdir -p /etc/ssl/certs
  [ -e /etc/ssl/certs/ca-certificates.crt ] || : > /etc/ssl/certs/ca-certificates.crt
  mount --bind "$LAB/bundle.crt" /etc/ssl/certs/ca-certificates.crt
  exec node_modules/.bin/vitest run --config vitest.interop.config.ts "$@"
' interop "$@"
