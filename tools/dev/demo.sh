# The demo project: loaded once, into an empty data folder, through the public API. Sourced.

load_demo() {
  say "First start: a demo project goes into $DATA_DIR"
  tools/demo/photos.sh build/fixtures/demo
  local password port
  password=$(openssl rand -base64 9)
  port=$(free_port)
  # Half a demo is worse than none: whatever stops this takes the folder away again.
  trap 'rm -rf "$DATA_DIR"' EXIT
  build/asbuilt user add admin@demo.local --role admin --name "Demo admin" <<<"$password" >/dev/null 2>>"$(log_of demo)"
  PORT=$port build/asbuilt serve 2>>"$(log_of demo)" &
  local server=$!
  wait_ready "$port" || die "the server does not start; see $(log_of demo)"
  ADMIN_EMAIL=admin@demo.local ADMIN_PASSWORD=$password \
    node tools/demo/seed.mjs "http://127.0.0.1:$port" build/fixtures/demo "$DATA_DIR/demo-people.txt"
  kill "$server"
  wait "$server"
  trap - EXIT
}

free_port() {
  node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

wait_ready() {
  local try
  for try in $(seq 100); do
    curl -fs "http://127.0.0.1:$1/api/ready" >/dev/null && return
    sleep 0.1
  done
  return 1
}

print_people() {
  [[ -f $DATA_DIR/demo-people.txt ]] || return 0
  say "Sign in as (also in $DATA_DIR/demo-people.txt):"
  sed 's/^/    /' "$DATA_DIR/demo-people.txt"
}
