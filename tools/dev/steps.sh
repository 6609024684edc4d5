# Running many steps, all of them even when one fails, and saying at the end how each went. Sourced.

steps_failed=0
steps_summary=()
begun=()

# step NAME COMMAND…: its output goes to build/logs/NAME.log. The end shows the lines that count.
step() {
  begin "$@"
  await
}

# begin NAME COMMAND…: a step beside the next ones, until await. For what mostly waits.
begin() {
  local name=$1 log
  shift
  log=$(log_of "$name")
  say "$name"
  (
    trap "times >'$PWD/$log.times'" EXIT # the step may go elsewhere
    "$@"
  ) >"$log" 2>&1 </dev/null &
  begun+=("$! $SECONDS $name $log")
}

# Waits for all that was begun, in order, and says how it went.
await() {
  local each pid began name log status
  for each in "${begun[@]}"; do
    read -r pid began name log <<<"$each"
    status=0
    wait "$pid" || status=$?
    steps_summary+=("$name (done after $((SECONDS - began)) s, $(cpu_of "$log"), log in $log)"
      "$(closing_lines "$log")")
    ((status == 0)) && continue
    steps_failed=$((steps_failed + 1))
    echo "  $name failed with status $status; the end of $log:"
    tail -n 60 "$log" | sed 's/^/    /'
  done
  begun=()
}

# What its processes used, as far as somebody waited for them: whether it may run beside another.
cpu_of() {
  awk -F'[ms ]+' 'NR == 2 { printf "%d s of CPU", $1 * 60 + $2 + $3 * 60 + $4 }' "$1.times"
}

# What the runners close with: ctest, vitest, and "N passed, N failed" for the rest.
closing_lines() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" |
    grep -aE '^[0-9]+% tests passed|^Total Test time|^([a-z0-9 ]+: )?[0-9]+ passed, [0-9]+ failed|^ +(Test Files|Tests) ' ||
    true
}

finish_steps() {
  local line
  echo
  for line in "${steps_summary[@]}"; do [[ -n $line ]] && echo "$line"; done
  echo "took $((SECONDS / 60)) min $((SECONDS % 60)) s"
  ((steps_failed == 0)) || die "$steps_failed steps failed"
  say "All steps passed"
}
