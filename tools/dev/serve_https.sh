# The server behind TLS until it ends: the last part of ./dev run --https.
address=$(lan_address)
[[ -n $address ]] || die "this machine has no address that a phone could reach"
tls=$(realpath -m "$DATA_DIR")/tls
url=https://$address:5443
mapfile -t names < <(hostname; echo localhost; echo 127.0.0.1; lan_addresses)
make_certificates "$tls" "${names[@]}"

run_dir=$(mktemp -d /tmp/asbuilt-tls.XXXXXX)
nginx_pid= server_pid=
leave() {
  trap '' INT TERM # a second signal must not stop the tidying up
  kill $nginx_pid $server_pid 2>/dev/null || true
  wait || true
  rm -rf "$run_dir"
}
trap leave EXIT
trap 'exit 0' INT TERM
write_nginx "$tls" "$run_dir" "$url" "127.0.0.1:$PORT" 5443 5080
/usr/sbin/nginx -e "$run_dir/error.log" -c "$run_dir/nginx.conf" &
nginx_pid=$!
HOST=127.0.0.1 TRUST_PROXY=1 PUBLIC_URL=$url build/asbuilt serve &
server_pid=$!

say "A phone's first time: http://$address:5080/ca (its certificate has SHA-256"
echo "  $(fingerprint_of "$tls"))"
qrencode -t ANSIUTF8 -m 1 "http://$address:5080/ca"
say "$url"
qrencode -t ANSIUTF8 -m 1 "$url"
wait -n $server_pid $nginx_pid || true
