# What must be there before a verb can work: Debian packages, node, npm packages. Sourced by ./dev.

say() { printf '\033[1m» %s\033[0m\n' "$*"; }
die() {
  echo "dev: $*" >&2
  exit 1
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# need_packages TIER…: installs the packages of these tiers that are missing, and says why.
need_packages() {
  local missing names
  missing=$(missing_packages "$@")
  [[ -z $missing ]] && return
  command -v apt-get >/dev/null || die "this is not Debian; install by hand:"$'\n'"$missing"
  ((EUID == 0)) || command -v sudo >/dev/null ||
    die "as root: apt-get install $(awk '{printf "%s ", $1}' <<<"$missing")"
  say "Installing Debian packages:"
  sed 's/^/    /' <<<"$missing"
  names=$(awk '{print $1}' <<<"$missing")
  local apt=(apt-get -q -o DPkg::Lock::Timeout=400 -o Dpkg::Use-Pty=0)
  as_root "${apt[@]}" update
  without_starting_services as_root env DEBIAN_FRONTEND=noninteractive \
    "${apt[@]}" install -y --no-install-recommends $names
}

# The lines of packages.txt for these tiers that are not installed, without their tier.
missing_packages() {
  local tiers=" $* "
  awk -v tiers="$tiers" '
    FNR == NR { installed[$1] = 1; next }
    /^#/ || NF == 0 { next }
    index(tiers, " " $1 " ") && !($2 in installed) && !seen[$2]++ { sub(/^[a-z]+ +/, ""); print }
  ' <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | awk '$1 == "installed" {print $2}') \
    tools/dev/packages.txt
}

# PostgreSQL and nginx would start at once on their usual ports; we start our own when needed.
without_starting_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  [[ -e $policy ]] && { "$@"; return; }
  printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
  as_root chmod 755 $policy
  "$@" || status=$?
  as_root rm -f $policy
  return $status
}

# need_node: a node new enough for the web tools, with npm. Debian 12's own is 18: then npm brings
# a newer one into .cache/.
need_node() {
  export PATH="$PWD/.cache/node/node_modules/.bin:$PATH"
  node_is_enough && return
  command -v npm >/dev/null || need_one npm "brings a newer node than Debian's 18, and the web's packages"
  say "Fetching node 20 by npm into .cache/node (the web tools need ≥ 20.19)"
  mkdir -p .cache/node
  npm install --silent --no-save --prefix .cache/node node@20 npm@11 >/dev/null
  hash -r
  node_is_enough || die "node is $(node --version); the web tools need 20.19 or newer"
}

node_is_enough() {
  command -v npm >/dev/null && node -e '
    const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

need_one() {
  say "Installing $1: $2"
  as_root apt-get -q -o DPkg::Lock::Timeout=400 update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=400 \
    install -y --no-install-recommends "$1"
}

# need_npm DIR: its locked packages, again only when the lock file changed.
need_npm() {
  local stamp=$1/node_modules/.locked-by now
  now=$(sha256sum <"$1/package-lock.json")
  [[ -f $stamp && $(<"$stamp") == "$now" ]] && return
  say "Installing npm packages of $1"
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error) || die "npm ci failed in $1"
  echo "$now" >"$stamp"
}
