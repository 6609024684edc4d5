# ./dev screens [NAMES]       pictures of every screen and state into build/screens, phone and
#                             laptop, light and dark; small copies of them into
#                             docs/screens; NAMES: only those, as 'refused|offline'
need_packages run test
need_node
. tools/dev/fixtures.sh
prepare_fixtures
build_program build asbuilt
need_npm tests/stories
(cd tests/stories && SCREENS=${1-} npx playwright test screens)
SCREENS=${1-} node tests/stories/small-screens.mjs
say "Look at build/screens, and at what changed in docs/screens"
