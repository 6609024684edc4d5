# ./dev soak [cycles]         kill -9 loops on both engines (500 each unless said)
need_packages run test
need_node
build_program build asbuilt
. tools/dev/fixtures.sh
prepare_fixtures
. tools/dev/postgres.sh
build_program build limits_test -- -DASBUILT_TESTS=ON
ASBUILT_TEST_KEYS=10000000 build/tests/limits_test -tc='a flood of new keys*'
with_postgres node tests/faults/kill.mjs --cycles "${1:-500}"
