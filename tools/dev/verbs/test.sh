# ./dev test                  what CI runs: everything on SQLite, the API suite on PostgreSQL, what
#                             touches photos' bytes on S3, the web's tests, browser stories, short
#                             fault loops, what is deployed, load tests, shifts, tools/tidy
need_packages run test
need_node
. tools/dev/fixtures.sh
. tools/dev/postgres.sh
. tools/dev/s3.sh
. tools/dev/steps.sh
prepare_fixtures

# What ran and passed, for docs/promises.md: only of this run.
export ASBUILT_RAN=$PWD/build/ran
rm -rf build/ran && mkdir -p build/ran

tests_on_postgres() { with_postgres ctest --test-dir build -L api -j2 --output-on-failure; }
# Some of each program's tests: not what ran of it, for promises.
tests_on_s3() (
  unset ASBUILT_RAN
  with_s3 ctest --test-dir build -C s3 -R _on_s3 -j2 --output-on-failure
)
# Behind what runs beside it, which is servers that are waited for.
web_tests() {
  (cd web && nice npm run --silent check && nice npm test --silent -- --reporter=default \
    --reporter=json --outputFile.json="$ASBUILT_RAN/web.json")
}
kills() {
  node tests/faults/spoof.mjs && node tests/faults/prove.mjs &&
    node tests/faults/kill.mjs --engine sqlite --cycles 50 &&
    node tests/faults/kill.mjs --engine postgres --cycles 20
}
kills_on_s3() { with_s3 node tests/faults/kill.mjs --engine s3 --cycles 50; }
power_cuts() { with_s3 node tests/faults/power_cut.mjs --cuts 20; }
backups() { node tests/faults/backup.mjs --cycles 10 && node tests/faults/disk.mjs; }
deployed() {
  local suite
  for suite in setup nginx unit doctor headers logs; do node tests/deploy/$suite.mjs || return; done
}
shifts() { need_npm tests/stories && node tests/shift/shift.mjs; }
# One core and 1 GB, photos in a folder and in a bucket.
small_shift() { node tests/shift/shift.mjs --small --no-browsers --minutes 3 --engine "$1"; }
stories() {
  need_npm tests/stories &&
    (cd tests/stories &&
      npx playwright test crew corrections admin requests interrupted live \
        offline plain effort queues refused download headers)
}

# What mostly waits runs beside other work; the summary says how much of the CPU each took.
step build build_program build all -- -DASBUILT_TESTS=ON
step tests-sqlite ctest --test-dir build -j2 --output-on-failure
begin web web_tests
step tests-postgres tests_on_postgres
begin tests-s3 tests_on_s3
step tidy with_postgres node tools/tidy/tidy.mjs
begin kills with_postgres kills
begin kills-s3 kills_on_s3
begin power-cuts power_cuts
step backups with_postgres backups
begin hand-over node tests/faults/hand_over.mjs
step deploy with_postgres deployed
# These two want the machine for themselves.
step overload with_postgres node tests/faults/overload.mjs
step load-tests with_postgres node tests/loadtest/loadtest.mjs
begin small-shift small_shift sqlite
begin small-shift-s3 with_s3 small_shift s3
step stories stories
step shift with_postgres shifts
step promises node tools/promises.mjs
finish_steps
