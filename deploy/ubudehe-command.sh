#!/bin/sh
# One command of Ubudehe, as the account, with the settings and in the folder of ubudehe.service.
# Install as /usr/local/sbin/ubudehe; see README.md beside this file.
set -eu

# At a terminal PINs can be typed; otherwise what is piped goes in and out as it is.
if [ -t 0 ] && [ -t 1 ]; then how=--pty; else how=--pipe; fi

exec systemd-run --quiet --wait --collect "$how" \
    -p User=ubudehe -p DynamicUser=yes -p StateDirectory=ubudehe -p StateDirectoryMode=0700 \
    -p WorkingDirectory=/var/lib/ubudehe -p UMask=0077 -p EnvironmentFile=/etc/ubudehe.env \
    -E UBUDEHE_DATA=/var/lib/ubudehe \
    /opt/ubudehe/bin/ubudehe "$@"
