# ./dev run [--https|--lan]   builds and serves on :5000, with a demo project in ./data; --lan for
#                             other machines too; --https on :5443, so that phones give their camera
mode=${1-}
[[ $mode =~ ^(|--https|--lan)$ ]] || die "run takes --https, --lan or nothing"
need_packages run ${mode:+https}
need_node
. tools/dev/fixtures.sh
prepare_fixtures
build_program build asbuilt

export APP_ENV=${APP_ENV:-development} DATA_DIR=${DATA_DIR:-./data} PORT=${PORT:-5000}
. tools/dev/demo.sh
[[ -d $DATA_DIR ]] || load_demo
print_people

case $mode in
  "")
    say "http://localhost:$PORT"
    exec build/asbuilt serve
    ;;
  --lan)
    . tools/dev/https.sh
    say "http://localhost:$PORT and http://$(lan_address):$PORT (no camera over http; see --https)"
    HOST=${HOST:-0.0.0.0} exec build/asbuilt serve
    ;;
  --https)
    . tools/dev/https.sh
    . tools/dev/serve_https.sh
    ;;
esac
