# ./dev test                  what CI runs: everything on SQLite, the API suite on PostgreSQL, what
#                             touches photos' bytes on S3, the web's tests, browser stories, short
#                             fault loops, a shift, tools/tidy
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

web_tests() {
  (cd web && npm run --silent check && npm test --silent -- --reporter=default --reporter=json \
    --outputFile.json="$ASBUILT_RAN/web.json")
}
stories() {
  need_npm tests/stories &&
    (cd tests/stories &&
      npx playwright test crew corrections admin requests interrupted live \
        offline plain effort queues refused download headers)
}
a_shift() { need_npm tests/stories && node tests/shift/shift.mjs; }
kills() { node tests/faults/spoof.mjs && node tests/faults/prove.mjs && node tests/faults/kill.mjs --cycles 20; }
<<<<<<< HEAD
on_s3() {
  ctest --test-dir build -C s3 -R _on_s3 -j2 --output-on-failure &&
    node tests/faults/kill.mjs --engine s3 --cycles 20
=======
deployed() {
  local suite
  for suite in setup nginx unit doctor headers logs; do node tests/deploy/$suite.mjs || return; done
>>>>>>> 62a7d30 (Headers, cookies and logs: no-store, https for passwords, lines nobody can forge)
}
tests_on_postgres() { with_postgres ctest --test-dir build -L api -j2 --output-on-failure; }

step build build_program build all -- -DASBUILT_TESTS=ON
step tests-sqlite ctest --test-dir build -j2 --output-on-failure
step tests-postgres tests_on_postgres
step s3 with_s3 on_s3
step web web_tests
step tidy with_postgres node tools/tidy/tidy.mjs
step kills with_postgres kills
step power-cuts node tests/faults/power_cut.mjs --cuts 30
step hand-over node tests/faults/hand_over.mjs
step overload with_postgres node tests/faults/overload.mjs
step shift with_postgres a_shift
step stories stories
step promises node tools/promises.mjs
finish_steps
