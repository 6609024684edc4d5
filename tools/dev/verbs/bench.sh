# ./dev bench [--growth]      the speed figures, measured here, into bench/results.md; with --growth what
#                             each route costs at 10,000 to 1,000,000 photos, into docs/growth.md
#       bench --scaling       how many people small machines serve, into docs/scaling.md; as root
#       bench --peers         beside what people use today, into docs/performance.md (bench/run)
if [[ ${1-} == --peers ]]; then
  shift
  exec bench/run "$@"
fi
need_packages run test bench
need_node
. tools/dev/fixtures.sh
prepare_fixtures
build_program build asbuilt
if [[ ${1-} == --growth ]]; then
  shift
  need_packages check
  . tools/dev/postgres.sh
  with_postgres node bench/growth.mjs "$@"
  exit
fi
if [[ ${1-} == --scaling ]]; then
  shift
  ((EUID == 0)) || [[ "$*" == *--page* ]] || die "small machines are control groups, which need root"
  need_packages check
  node bench/scaling.mjs "$@"
  exit
fi
node bench/run.mjs "$@"
