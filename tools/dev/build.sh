# Building the web app and the program. Sourced by ./dev.

# build_program FOLDER TARGETS… [-- CMAKE OPTIONS]: the web app is built beside the C++, and
# embedded at the end.
build_program() {
  local folder=$1 targets=() web
  shift
  while (($#)) && [[ $1 != -- ]]; do targets+=("$1") && shift; done
  (($#)) && shift
  configure "$folder" "$@"
  if web_is_built; then
    ninja_quietly "$folder" "${targets[@]}"
    return
  fi
  mkdir -p build/logs
  rm -rf web/dist # an old one would be embedded while it changes
  build_web >build/logs/web.log 2>&1 &
  web=$!
  ninja_quietly "$folder" "${targets[@]}"
  wait $web || { cat build/logs/web.log >&2 && die "the web app did not build"; }
  ninja_quietly "$folder" "${targets[@]}"
}

# configure FOLDER [CMAKE OPTIONS]: once, and again when other options are asked for.
configure() {
  local folder=$1 stamp=$1/.options
  shift
  [[ -f $folder/build.ninja && ($# -eq 0 || (-f $stamp && $(<"$stamp") == "$*")) ]] && return
  say "Configuring $folder"
  cmake -S . -B "$folder" -G Ninja "$@" >"$(log_of configure)" || {
    cat build/logs/configure.log >&2
    die "CMake did not configure $folder"
  }
  echo "$*" >"$stamp"
}

ninja_quietly() {
  local folder=$1
  shift
  ninja -C "$folder" --quiet "$@"
}

log_of() {
  mkdir -p build/logs
  echo "build/logs/$1.log"
}

# The web app is as new as its sources.
web_is_built() {
  [[ -f web/dist/index.html && -f build/web.stamp && $(<build/web.stamp) == "$(web_sources)" ]]
}

web_sources() {
  find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print0 |
    sort -z | xargs -0 sha256sum | sha256sum
}

build_web() {
  local sources # chained: errexit is off where a caller asks for the status
  need_npm web && sources=$(web_sources) && (cd web && npm run --silent build) &&
    echo "$sources" >build/web.stamp
}
