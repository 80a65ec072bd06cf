#!/usr/bin/env bash
# Debian's Chromium for the browser tests, where we may install it; where we may not, they are skipped.
set -u
missing=()
command -v chromium >/dev/null || missing+=(chromium)
fc-list 2>/dev/null | grep -qi cjk || missing+=(fonts-noto-cjk)
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing ${missing[*]} for the browser tests" >&2
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/tmp/anlan-browser-install.log 2>&1 ||
    echo "could not install ${missing[*]}: the browser tests will be skipped" >&2
else
  echo "${missing[*]} not installed, and not root: the browser tests will be skipped" >&2
fi
exit 0
