# ./dev bench                 the speed figures, measured here, into bench/results.md
need_packages run test bench
need_node
. tools/dev/fixtures.sh
prepare_fixtures
build_program build asbuilt
node bench/run.mjs "$@"
