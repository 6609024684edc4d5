# ./dev setup [tier…]         installs what the verbs need (tiers of tools/dev/packages.txt)
need_packages "${@:-run test check bench https}"
need_node
need_npm web
need_npm tests/stories
