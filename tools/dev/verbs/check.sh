# ./dev check                 clang with ASan and UBSan on both engines, TSan where threads meet,
#                             warnings as errors on both compilers, format, clang-tidy, what
#                             requests cost in instructions
need_packages run test check
need_node
. tools/dev/fixtures.sh
. tools/dev/postgres.sh
. tools/dev/steps.sh
prepare_fixtures

clang=(-DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_C_COMPILER=clang-19)
strict=(-DASBUILT_TESTS=ON "-DCMAKE_CXX_FLAGS=-Werror")
threaded='^(db|http|jobs|limits)$'
export ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1

ours() { git ls-files '*.cpp' '*.h'; }
format() { ours | xargs clang-format-19 --dry-run -Werror; }
# Each file by itself: does it include what it needs?
warnings_gcc() { build_program build/gcc-strict all -- "${strict[@]}" -DASBUILT_UNITY=OFF; }
build_asan() {
  build_program build/clang-asan all -- "${strict[@]}" "${clang[@]}" \
    -DASBUILT_SANITIZE=address,undefined
}
build_tsan() {
  configure build/clang-tsan "${strict[@]}" "${clang[@]}" -DASBUILT_SANITIZE=thread
  ninja_quietly build/clang-tsan db_test http_test jobs_test limits_test
}
# What the compiler takes at once, so that headers are read once for five files.
units() {
  node -p 'JSON.parse(require("fs").readFileSync("build/clang-asan/compile_commands.json"))
    .map(({ file }) => file).filter((file) => /\.c(pp|xx)$/.test(file) && !/embedded/.test(file))
    .join("\n")'
}
lint() {
  units | xargs -P2 -n1 clang-tidy-19 -p build/clang-asan --quiet \
    --checks=-bugprone-suspicious-include --warnings-as-errors='*'
}

alert_rules() {
  cd deploy/prometheus && promtool check rules alerts.yml &&
    promtool check config --syntax-only prometheus.yml &&
    promtool test rules alerts_test.yml alerts_slow_test.yml
}

step format format
step alert-rules alert_rules
step warnings-gcc warnings_gcc
step build-asan build_asan
step asan-sqlite ctest --test-dir build/clang-asan -j2 --output-on-failure
step asan-postgres with_postgres ctest --test-dir build/clang-asan -j2 --output-on-failure
step build-tsan build_tsan
step tsan ctest --test-dir build/clang-tsan -R "$threaded" --output-on-failure
step clang-tidy lint
screens() {
  build_program build asbuilt && need_npm tests/stories &&
    (cd tests/stories && npx playwright test screens)
}
# What a request costs, in instructions.
costs() { build_program build asbuilt imaging_test -- -DASBUILT_TESTS=ON && node bench/instructions.mjs; }
step costs costs
step screens screens
finish_steps
