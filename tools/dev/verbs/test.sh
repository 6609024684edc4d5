# ./dev test                  what CI runs: everything on SQLite, the API suite on PostgreSQL, the
#                             web's tests, browser stories, short fault loops, a shift, tools/tidy
need_packages run test
need_node
. tools/dev/fixtures.sh
. tools/dev/postgres.sh
. tools/dev/steps.sh
prepare_fixtures

# What ran and passed, for docs/promises.md: only of this run.
export ASBUILT_RAN=$PWD/build/ran
rm -rf build/ran && mkdir -p build/ran

web_tests() {
  (cd web && npm run --silent check && npm test --silent -- --reporter=default --reporter=json \
    --outputFile.json="$ASBUILT_RAN/web.json")
}
stories() {
  need_npm tests/stories &&
    (cd tests/stories &&
      npx playwright test crew corrections admin requests interrupted live \
        offline plain effort queues refused download)
}
a_shift() { need_npm tests/stories && node tests/shift/shift.mjs; }
kills() { node tests/faults/spoof.mjs && node tests/faults/prove.mjs && node tests/faults/kill.mjs --cycles 20; }
backups() { node tests/faults/backup.mjs --cycles 5 && node tests/faults/disk.mjs; }
tests_on_postgres() { with_postgres ctest --test-dir build -L api -j2 --output-on-failure; }

step build build_program build all -- -DASBUILT_TESTS=ON
step tests-sqlite ctest --test-dir build -j2 --output-on-failure
step tests-postgres tests_on_postgres
step web web_tests
step tidy with_postgres node tools/tidy/tidy.mjs
step kills with_postgres kills
step power-cuts node tests/faults/power_cut.mjs --cuts 30
step hand-over node tests/faults/hand_over.mjs
step overload with_postgres node tests/faults/overload.mjs
step backups with_postgres backups
step shift with_postgres a_shift
step stories stories
step promises node tools/promises.mjs
finish_steps
