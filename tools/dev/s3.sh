# An S3 server of our own: Ceph's radosgw with one monitor and one store in memory, in a random
# folder, on free ports of this machine, gone afterwards. Sourced.

# with_s3 COMMAND…: runs it with ASBUILT_TEST_S3_URL naming an empty bucket, the keys that open it,
# ASBUILT_TEST_S3_FREEZE, the process whose stop lets every request hang, and ASBUILT_TEST_S3_CONF,
# with which its gateway can be started again.
with_s3() (
  dir=$(mktemp -d /tmp/asbuilt-s3.XXXXXX)
  trap 'stop_s3' EXIT
  trap 'exit 130' INT TERM HUP
  mkdir "$dir"/{mon,osd,rgw,run,log}
  read -r mon_port mon_port_v1 rgw_port < <(three_free_ports)
  access=ASBUILTTESTKEY000001
  secret=$(head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n')
  start_s3 >"$dir/log/start" 2>&1 || { tail -n 40 "$dir"/log/* >&2 && exit 1; }
  export ASBUILT_TEST_S3_URL="s3://asbuilt-test?endpoint=http://127.0.0.1:$rgw_port"
  export ASBUILT_TEST_S3_FREEZE=$(<"$dir/run/osd.0.pid")
  export ASBUILT_TEST_S3_CONF=$dir/ceph.conf
  export S3_ACCESS_KEY=$access S3_SECRET_KEY=$secret
  "$@"
)

three_free_ports() {
  node -e 'const s = [0, 0, 0].map(() => require("net").createServer().listen(0, "127.0.0.1"));
    setTimeout(() => { console.log(s.map((x) => x.address().port).join(" ")); process.exit() }, 50)'
}

stop_s3() {
  local pid file
  for file in "$dir"/run/*.pid; do
    pid=$(<"$file") 2>/dev/null || continue
    kill -CONT "$pid" 2>/dev/null
    kill -KILL "$pid" 2>/dev/null
  done
  rm -rf "$dir"
}

start_s3() {
  set -e
  export CEPH_CONF=$dir/ceph.conf
  local fsid=$(</proc/sys/kernel/random/uuid) uuid=$(</proc/sys/kernel/random/uuid)
  write_ceph_conf "$fsid" >"$CEPH_CONF"
  ceph-authtool --create-keyring "$dir/keyring" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$dir/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
  ceph-authtool "$dir/keyring" --gen-key -n client.rgw --cap mon 'allow rwx' --cap osd 'allow rwx'
  monmaptool --create --clobber --fsid "$fsid" \
    --addv a "[v2:127.0.0.1:$mon_port/0,v1:127.0.0.1:$mon_port_v1/0]" "$dir/monmap"
  ceph-mon -i a --mkfs --monmap "$dir/monmap" --keyring "$dir/keyring"
  ceph-mon -i a
  timeout 30 ceph osd new "$uuid"
  ceph-osd -i 0 --mkfs --osd-uuid "$uuid"
  ceph-osd -i 0
  radosgw -n client.rgw # waits for the store by itself
  wait_for 60 curl -s -o /dev/null "http://127.0.0.1:$rgw_port/"
  radosgw-admin user create --uid=asbuilt --display-name=asbuilt \
    --access-key="$access" --secret-key="$secret"
  ask_s3 PUT asbuilt-test
  # The first object and the first one in parts make pools, which takes seconds; no test waits for that.
  ask_s3 PUT asbuilt-test/first
  ask_s3 POST 'asbuilt-test/first?uploads='
  ask_s3 DELETE asbuilt-test/first
}

ask_s3() {
  curl -sf -X "$1" --aws-sigv4 aws:amz:us-east-1:s3 --user "$access:$secret" \
    -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "http://127.0.0.1:$rgw_port/$2" >/dev/null
}

# wait_for SECONDS COMMAND…: until it succeeds.
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < until)) || return 1
    sleep 0.2
  done
}

# Without manager and systemd. `crc secure` is needed where authentication is off: else the gateway
# insists on a secure line and hangs. Size 1 and chooseleaf 0 make one store enough. A store may read
# for 0.8 of the heartbeat's grace; one that was stopped for longer sometimes never answers again
# ("waiting for readable"), so that the grace is longer than any test stops it.
write_ceph_conf() {
  cat <<EOF
[global]
fsid = $1
mon host = [v2:127.0.0.1:$mon_port/0,v1:127.0.0.1:$mon_port_v1/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms mon client mode = crc secure
run dir = $dir/run
admin socket = $dir/run/\$name.asok
log file = $dir/log/\$name.log
pid file = $dir/run/\$name.pid
keyring = $dir/keyring
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd heartbeat grace = 3600
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
mon data avail crit = 1
[mon.a]
mon data = $dir/mon
[osd.0]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 4294967296
[client.rgw]
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$rgw_port
rgw enable usage log = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw dynamic resharding = false
EOF
}
