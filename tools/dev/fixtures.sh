# Real photographs for the demo and the tests, gathered once into build/fixtures. Sourced.
#   photos/   whole pictures of phones and cameras: with and without GPS, portrait, turned
#   exif/     small files of sixty cameras, the eight orientations, three with corrupt EXIF
#   heic/     what phones make today; heic/hostile/ is known to have crashed decoders

prepare_fixtures() {
  local to=build/fixtures
  [[ -f $to/.complete ]] && return
  say "Gathering real photos into $to"
  rm -rf $to
  mkdir -p $to/{photos,exif,heic/hostile}
  local pics=/usr/share/forensics-samples/original-files
  cp $pics/pic1/{IMG-20191006-WA0002.jpg,IMG_1054.JPG,IMG_20200827_231612.jpg} $to/photos/
  cp $pics/pic2/IMG_20191224_234846.jpg $pics/pic2/IMG_20200124_231153.jpg \
    $pics/pic2/IMG_20200608_111614.jpg $to/photos/
  local goexif=/usr/share/gocode/src/github.com/rwcarlsen/goexif/exif
  cp $goexif/sample1.jpg $goexif/samples/*.jpg $goexif/corrupt/*.jpg $to/exif/
  fetch_heic $to/heic || make_heic $to
  cat >$to/NOTICE <<'TEXT'
photos/  Debian forensics-samples-files, CC-BY-SA-4.0, Joao Eriberto Mota Filho
exif/    Debian golang-github-rwcarlsen-goexif-dev, BSD-2-Clause, Robert Carlsen and contributors
heic/    Debian's sources of exiv2 (GPL-2+) and libheif (LGPL-3+/MIT): for tests, never shipped
TEXT
  touch $to/.complete
}

# Phones' HEIC files lie in the test data of two Debian source packages. apt is given lists and
# caches of its own, so that this machine's stay as they are.
fetch_heic() {
  local to=$1 dir
  dir=$(mktemp -d)
  mkdir -p "$dir"/{sources,lists/partial,cache/archives/partial,got}
  deb_src_lines >"$dir/sources/src.list"
  local apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$dir/sources"
    -o Dir::State::lists="$dir/lists" -o Dir::Cache="$dir/cache" -o APT::Sandbox::User=root)
  if "${apt[@]}" update >"$(log_of fixtures)" 2>&1 &&
    (cd "$dir/got" && "${apt[@]}" source --download-only exiv2 libheif) >>build/logs/fixtures.log 2>&1; then
    for tarball in "$dir"/got/*.orig.tar.*; do
      tar -xf "$tarball" -C "$dir/got" --wildcards '*/test/data/*.heic' '*/test/data/*.HIF' \
        '*/examples/*.heic' '*/fuzzing/corpus/*.heic' 2>/dev/null || true
    done
    find "$dir/got" -path '*/test/data/*' -name '*.heic' ! -name 'issue_*' -exec cp {} "$to" \;
    find "$dir/got" -path '*/test/data/*' -name '*.HIF' -exec cp {} "$to" \;
    find "$dir/got" -path '*/examples/*.heic' -exec cp {} "$to" \;
    find "$dir/got" \( -path '*/corpus/*.heic' -o -name 'issue_*.heic' \) -exec cp {} "$to/hostile" \;
  fi
  rm -rf "$dir"
  compgen -G "$to/*.heic" >/dev/null
}

# This machine's own archives of Debian, asked for sources.
deb_src_lines() {
  apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' 'Component: main' | grep ' http.*debian' | sort -u
}

# Without an archive of sources: an HEIC of a real photo, encoded here.
make_heic() {
  say "No HEIC of a phone could be had (see build/logs/fixtures.log); encoding one"
  heif-enc -q 50 "$1/photos/IMG_20200608_111614.jpg" -o "$1/heic/encoded-here.heic" >/dev/null
}
