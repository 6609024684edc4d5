# ./dev package               a Debian package of the program, in build/package
need_packages run package
need_node
build_program build asbuilt
. tools/dev/package.sh
make_package build/asbuilt build/package
