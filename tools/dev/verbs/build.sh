# ./dev build                 builds build/asbuilt, web app included
need_packages run
need_node
build_program build asbuilt
say "build/asbuilt is ready"
