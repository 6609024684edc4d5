# ./dev soak [cycles]         kill -9 loops on both engines (500 each unless said), 100 in backups
need_packages run test
need_node
build_program build asbuilt
. tools/dev/fixtures.sh
prepare_fixtures
. tools/dev/postgres.sh
with_postgres node tests/faults/kill.mjs --cycles "${1:-500}"
with_postgres node tests/faults/backup.mjs --cycles 100
