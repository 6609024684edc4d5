# ./dev soak [cycles]         kill -9 loops on both engines and on SQLite with S3 (500 each unless
#                             said; S3 at most 200: its server keeps everything in memory)
need_packages run test
need_node
build_program build asbuilt
. tools/dev/fixtures.sh
prepare_fixtures
. tools/dev/postgres.sh
build_program build limits_test -- -DASBUILT_TESTS=ON
ASBUILT_TEST_KEYS=10000000 build/tests/limits_test -tc='a flood of new keys*'
. tools/dev/s3.sh
cycles=${1:-500}
with_postgres node tests/faults/kill.mjs --cycles "$cycles"
with_s3 node tests/faults/kill.mjs --engine s3 --cycles $((cycles < 200 ? cycles : 200))
