# The Debian package: what lies where, made by dpkg-deb. Sourced.

# make_package PROGRAM INTO: INTO/asbuilt_VERSION_ARCH.deb, the same bytes for the same sources.
make_package() {
  local program=$1 into=$2 tree version deb
  version=$(sed -n 's/.*kVersion = "\(.*\)".*/\1/p' src/server/version.h)
  tree=$into/tree
  rm -rf "$into"
  mkdir -p "$tree"/{DEBIAN,usr/bin,lib/systemd/system,usr/share/{asbuilt,man/man1,doc/asbuilt}}
  install -m 755 "$program" "$tree/usr/bin/asbuilt"
  strip --strip-unneeded -R .comment "$tree/usr/bin/asbuilt"
  install -m 644 deploy/asbuilt.{service,socket} "$tree/lib/systemd/system/"
  install -m 644 deploy/{nginx.conf,Caddyfile} "$tree/usr/share/asbuilt/"
  install -m 644 docs/{install,troubleshooting,config}.md "$tree/usr/share/doc/asbuilt/"
  write_man "$program" "$version" | gzip -9n >"$tree/usr/share/man/man1/asbuilt.1.gz"
  install -m 755 tools/package/{postinst,prerm,postrm} "$tree/DEBIAN/"
  install -m 644 tools/package/copyright "$tree/usr/share/doc/asbuilt/"
  write_control "$tree" "$version" >"$tree/DEBIAN/control"
  (cd "$tree" && find usr lib -type f | LC_ALL=C sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
  find "$tree" -type d -exec chmod 755 {} +
  deb=$into/asbuilt_${version}_$(dpkg --print-architecture).deb
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) dpkg-deb --root-owner-group -Zxz --build "$tree" "$deb" >/dev/null
  say "$deb ($(du -k "$deb" | cut -f1) KB, $(du -sk "$tree" | cut -f1) KB installed)"
}

# What the program needs is asked of the program itself; what comes with it, of a person.
write_control() {
  local tree=$1 version=$2
  sed "s|@VERSION@|$version|; s|@ARCH@|$(dpkg --print-architecture)|; s|@DEPENDS@|$(libraries_of "$tree")|; \
    s|@SIZE@|$(du -sk "$tree" | cut -f1)|" tools/package/control
}

libraries_of() {
  local dir
  dir=$(mktemp -d)
  mkdir "$dir/debian"
  printf 'Source: asbuilt\n\nPackage: asbuilt\nArchitecture: any\n' >"$dir/debian/control"
  (cd "$dir" && dpkg-shlibdeps -O "$OLDPWD/$1/usr/bin/asbuilt" 2>/dev/null) | sed 's/^shlibs:Depends=//'
  rm -rf "$dir"
}

# The page of the manual, from what the program says of itself.
write_man() {
  local program=$1 version=$2
  cat <<MAN
.TH ASBUILT 1 "" "asbuilt $version" "Asbuilt"
.SH NAME
asbuilt \- field photo evidence, from the phone to the approved record
.SH SYNOPSIS
.B asbuilt
[\-\-config FILE] VERB …
.SH VERBS
.nf
$("$program" --help | sed -n '/^Subcommands:/,$p' | sed '1d' | escape_for_man)
.fi
.P
Each verb tells more: asbuilt VERB \-\-help.
.SH SETTINGS
KEY=value lines in /etc/asbuilt/asbuilt.conf; the environment wins over them.
MAN
  "$program" config --markdown | sed -n 's/^| `\(.*\)` | \(.*\) | \(.*\) | \(.*\) |$/.TP\n.B \1\n\2. Takes \3; default \4./p' | escape_for_man
  cat <<'MAN'
.SH FILES
.TP
.I /etc/asbuilt/asbuilt.conf
the settings, written by asbuilt setup
.TP
.I /var/lib/asbuilt
database, photos and keys
.SH SEE ALSO
/usr/share/doc/asbuilt/install.md, troubleshooting.md, config.md
MAN
}

# A line of the manual may not begin with a dot that is not meant, nor hold a bare backslash.
escape_for_man() { sed "s/\\\\/\\\\\\\\/g; s/^'/\\\\\&'/; s/^\.\([^TB]\)/\\\\\&.\1/; s/-/\\\\-/g"; }
