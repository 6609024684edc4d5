# A PostgreSQL cluster of our own: random folder, unix socket only, gone afterwards. Sourced.

# with_postgres COMMAND…: runs it with ASBUILT_TEST_DATABASE_URL naming an empty database whose
# owner may create more. postgres_options: in place of those for tests.
with_postgres() (
  dir=$(mktemp -d /tmp/asbuilt-pg.XXXXXX)
  as=()
  if ((EUID == 0)); then # initdb refuses root
    as=(runuser -u postgres --)
    chown postgres "$dir"
  fi
  bin=/usr/lib/postgresql/15/bin
  trap 'as_owner $bin/pg_ctl -s -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
  trap 'exit 130' INT TERM
  as_owner() { (cd / && "${as[@]}" "$@"); }
  as_owner $bin/initdb -D "$dir/data" -U asbuilt -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
    >"$dir/initdb.log" || { cat "$dir/initdb.log" >&2 && exit 1; }
  # Only this machine's root and the cluster's owner can enter the folder; fsync guards against
  # power cuts, which these tests do not make.
  as_owner $bin/pg_ctl -s -w -D "$dir/data" -l "$dir/data/log" \
    -o "-c listen_addresses= -k $dir ${postgres_options--c fsync=off} -c max_connections=300" start >/dev/null || exit 1
  export ASBUILT_TEST_DATABASE_URL="postgresql://asbuilt@/postgres?host=$dir"
  "$@"
)
