# ./dev tidy                  ranks, sizes, words, tables, every SQL literal on both engines
need_packages run test
need_node
. tools/dev/postgres.sh
with_postgres node tools/tidy/tidy.mjs "$@"
