# ./dev lab                   several instances behind balancers: not there yet
cat <<'TEXT'
There is no lab yet. What exists of the large tests:
  ./dev soak [cycles]   kill -9 during uploads, again and again, on both engines
  ./dev bench           the speed figures, into bench/results.md
Several instances behind nginx and HAProxy come with the issue that makes them.
TEXT
exit 1
