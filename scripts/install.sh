# shellcheck shell=bash
# What scripts share that may have to install something. They read it with `.`.

fail() {
  echo "$1" >&2
  exit 1
}

# Runs a command as root: directly, or through sudo if that asks for no password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

# Whether something can be installed here.
can_install() {
  command -v apt-get >/dev/null && as_root true 2>/dev/null
}

# apt-get without its hundreds of lines, unless it fails. $work is a folder of the caller's.
apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -y "$@" >"$work/apt.log" 2>&1 || {
    cat "$work/apt.log" >&2
    fail "apt-get $1 failed: see above"
  }
}
