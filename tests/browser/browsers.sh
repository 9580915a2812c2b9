#!/bin/bash
# SPDX-License-Identifier: MIT
# Installs what the browser tests need from Debian: browsers, a display, software GL, and fonts for every script the
# text table writes. Node packages come from package.json.
#   browsers.sh install [chromium]      with "chromium": only what a headless Chromium needs (the demo's check)
. "$(dirname "${BASH_SOURCE[0]}")/../servers/common.sh"

fonts=(fonts-dejavu-core fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji)

case ${1:-} in
  install)
    apt_install chromium "${fonts[@]}" || exit 1
    [ "${2:-}" = chromium ] || apt_install firefox-esr webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb xauth libgl1 libegl1 \
      libegl-mesa0 libgl1-mesa-dri
    ;;
  *) sed -n '3,5p' "$0"; exit 2 ;;
esac
