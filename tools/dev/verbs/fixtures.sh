# ./dev fixtures              gathers real photos into build/fixtures (see its NOTICE)
. tools/dev/fixtures.sh
need_packages run
prepare_fixtures
