# ./dev soak [cycles]         kill -9 loops on both engines and on SQLite with S3, power cuts (500
#                             each unless said; on S3 at most 200: its server keeps everything in
#                             memory), an hour's shift on one core and 1 GB, 10 MB at 1 Mbit/s
#                             through the shipped nginx site
need_packages run test
need_node
build_program build asbuilt
. tools/dev/fixtures.sh
prepare_fixtures
. tools/dev/postgres.sh
. tools/dev/s3.sh
cycles=${1:-500}
on_s3=$((cycles < 200 ? cycles : 200))
an_hour=(node tests/shift/shift.mjs --small --bars --no-browsers --minutes 60)
build_program build limits_test -- -DASBUILT_TESTS=ON
ASBUILT_TEST_KEYS=10000000 build/tests/limits_test -tc='a flood of new keys*'
with_postgres node tests/faults/kill.mjs --cycles "$cycles"
with_s3 node tests/faults/kill.mjs --engine s3 --cycles "$on_s3"
node tests/faults/power_cut.mjs --mode folder --cuts "$cycles"
with_s3 node tests/faults/power_cut.mjs --mode s3 --cuts "$on_s3"
node tests/faults/hand_over.mjs --rounds 50
with_postgres node tests/faults/backup.mjs --cycles 100
"${an_hour[@]}" --engine sqlite
with_s3 "${an_hour[@]}" --engine s3
node tests/deploy/nginx.mjs --whole
