# Running many steps, all of them even when one fails, and saying at the end how each went. Sourced.

steps_failed=0
steps_summary=()

# step NAME COMMAND…: its output goes to build/logs/NAME.log. The end shows the lines that count.
step() {
  local name=$1 log began=$SECONDS status=0
  shift
  log=$(log_of "$name")
  say "$name"
  ("$@") >"$log" 2>&1 </dev/null || status=$?
  steps_summary+=("$name ($((SECONDS - began)) s, log in $log)" "$(closing_lines "$log")")
  if ((status != 0)); then
    steps_failed=$((steps_failed + 1))
    echo "  failed with status $status; the end of $log:"
    tail -n 60 "$log" | sed 's/^/    /'
  fi
}

# What the runners close with: ctest, vitest, and "N passed, N failed" for the rest.
closing_lines() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" |
    grep -aE '^[0-9]+% tests passed|^Total Test time|^([a-z]+: )?[0-9]+ passed, [0-9]+ failed|^ +(Test Files|Tests) ' ||
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
