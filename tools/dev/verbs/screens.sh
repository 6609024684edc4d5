# ./dev screens               pictures of every screen into build/screens, phone and laptop, light
#                             and dark
need_packages run test
need_node
. tools/dev/fixtures.sh
prepare_fixtures
build_program build asbuilt
need_npm tests/stories
(cd tests/stories && npx playwright test screens)
say "Look at build/screens"
