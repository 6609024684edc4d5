# ./dev lab                   docs/install.md for real, as root: a fresh Debian of one core and 1 GB
#                             that its systemd boots, the package, setup, ACME, a photo, the unit
#                             and its limits, a backup elsewhere and back; several instances: not
#                             there yet
need_packages run test package lab
need_node
build_program build asbuilt
. tools/dev/fixtures.sh
prepare_fixtures
. tools/dev/package.sh
make_package build/asbuilt build/package
((EUID == 0)) || die "the lab makes file systems and control groups: run it as root"
node tests/deploy/install.mjs build/package/*.deb
