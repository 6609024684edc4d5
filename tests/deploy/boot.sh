#!/usr/bin/env bash
# Boots a Debian by its own systemd as PID 1, in namespaces of its own: mounts, processes, names,
# IPC and control groups. Only the network is this machine's. As root; ends when it is turned off.
#   boot.sh ROOT GROUP…       control groups that hold all of it, one of them of version 2
set -eu
root=$1
shift
for group in "$@"; do echo $$ >"$group/cgroup.procs"; done
# When this process is killed, so is PID 1 in there, and with it everything.
exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child bash -euc '
  mount --make-rprivate /
  mount --bind "$0" "$0"
  cd "$0"
  mount -t proc proc proc
  # As in any container: what is the kernel’s is looked at, not changed.
  mount --bind proc/sys proc/sys
  mount -o remount,bind,ro proc/sys
  mount -t sysfs -o ro sysfs sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  mount -t tmpfs -o mode=755 tmpfs dev
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts dev/pts
  mount -t tmpfs tmpfs dev/shm
  for name in null zero full random urandom tty; do
    touch dev/$name
    mount --bind /dev/$name dev/$name
  done
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  for n in 0 1 2; do ln -s /proc/self/fd/$n dev/$(echo stdin stdout stderr | cut -d" " -f$((n + 1))); done
  mount -t tmpfs -o mode=755 tmpfs run
  hostname lab
  mkdir run/outside
  pivot_root . run/outside
  cd /
  umount -l run/outside
  rmdir run/outside
  # A disk that is mounted later is seen by services that run already, as on a real machine.
  mount --make-rshared /
  exec setpriv --bounding-set=-sys_module,-sys_time,-sys_rawio,-syslog \
    env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd
' "$root"
