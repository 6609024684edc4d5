# A private CA, a certificate for this machine's addresses, and nginx with both. Sourced by run.

# The addresses other machines can reach this one at.
lan_addresses() { ip -o addr show scope global up | awk '{sub("/.*", "", $4); print $4}'; }

lan_address() { lan_addresses | grep -v : | head -1; }

# make_certificates TLS NAME…: the CA once; the leaf again when names change or it soon expires.
make_certificates() {
  local tls=$1 names
  shift
  names=$(printf '%s\n' "$@")
  mkdir -p "$tls"
  chmod 700 "$tls"
  [[ -f $tls/ca.key ]] || make_ca "$tls"
  [[ -f $tls/leaf.names && $(<"$tls/leaf.names") == "$names" ]] &&
    openssl x509 -in "$tls/leaf.crt" -checkend $((30 * 86400)) -noout >/dev/null && return
  make_leaf "$tls" "$@"
  echo "$names" >"$tls/leaf.names"
}

make_ca() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -keyout "$1/ca.key" -out "$1/ca.crt" -subj "/CN=Asbuilt private CA ($(hostname))" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# 825 days is the longest that iPhones accept.
make_leaf() {
  local tls=$1 name san=
  shift
  for name; do
    [[ $name =~ ^[0-9.]+$|: ]] && san+=,IP:$name || san+=,DNS:$name
  done
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tls/leaf.key" \
    -subj "/CN=$1" -out "$tls/leaf.csr" 2>/dev/null
  openssl x509 -req -in "$tls/leaf.csr" -CA "$tls/ca.crt" -CAkey "$tls/ca.key" -days 825 \
    -set_serial "0x$(openssl rand -hex 16)" -out "$tls/leaf.crt" -extfile <(
      printf '%s\n' "subjectAltName=${san#,}" basicConstraints=CA:FALSE \
        keyUsage=digitalSignature extendedKeyUsage=serverAuth
    ) 2>/dev/null
}

# write_nginx TLS DIR URL SERVER HTTPS_LISTEN HTTP_LISTEN: all that nginx needs, into DIR.
write_nginx() {
  local tls=$1 dir=$2 url=$3
  chmod 711 "$dir"
  cp "$tls/ca.crt" "$dir/ca.crt"
  sed "s|@URL@|$url|; s|@FINGERPRINT@|$(fingerprint_of "$tls")|" tools/dev/ca.html >"$dir/ca.html"
  chmod 644 "$dir"/ca.*
  sed "s|@DIR@|$dir|; s|@TLS@|$tls|; s|@SERVER@|$4|; s|@HTTPS_PORT@|$5|; s|@HTTP_PORT@|$6|" \
    tools/dev/nginx.conf >"$dir/nginx.conf"
}

fingerprint_of() { openssl x509 -in "$1/ca.crt" -noout -fingerprint -sha256 | cut -d= -f2; }
