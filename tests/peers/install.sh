#!/usr/bin/env bash
# Installs the real servers that tests/peers talks to, from Debian, and starts none of them:
# each test starts its own, on loopback and a free port.
# Without root it says what is missing; those tests are then skipped, and fail where CI=true.
set -euo pipefail

packages=(
    snmpd snmp               # net-snmp: agent, and the tools that are asked the same as we are
    nut-server nut-client    # upsd and dummy-ups
    mosquitto mosquitto-clients
    knot knot-module-geoip bind9-dnsutils # a name server, answers by client subnet, and dig
    unbound                  # a resolver that filters and rotates
    nginx-light              # a web server
    openssh-server
    prometheus               # promtool
    prometheus-blackbox-exporter  # asks pages over IPv6 alone
    strace iproute2          # the kernel's own errors, and network namespaces
    systemd                  # systemd-analyze
    curl                     # asks the emulated servers what we ask them
)

policy=/usr/sbin/policy-rc.d
policy_kept=

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            echo "$package"
    done
}

# invoke-rc.d asks this script; 101 is "the action is forbidden by policy".
forbid_starting() {
    if [[ -e $policy ]]; then
        policy_kept=$(mktemp "$policy.XXXXXX")
        mv "$policy" "$policy_kept"
    fi
    trap allow_starting EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
}

allow_starting() {
    rm -f "$policy"
    if [[ -n $policy_kept ]]; then
        mv "$policy_kept" "$policy"
    fi
}

install_packages() {
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends \
        -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 "$@"
}

give_up() {
    echo "peers: $1"
    if [[ ${CI:-} == true ]]; then
        exit 1
    fi
    exit 0
}

command -v dpkg-query >/dev/null || give_up "this is no Debian; its tests are skipped: ${packages[*]}"
mapfile -t missing < <(missing_packages)
if ((${#missing[@]} == 0)); then
    echo "peers: all are installed"
    exit 0
fi
if ((EUID != 0)); then
    give_up "not root, so the tests that need these are skipped: ${missing[*]}"
fi

forbid_starting
log=$(mktemp)
# the lists may be absent or older than the mirror: only then are they fetched
if install_packages "${missing[@]}" >"$log" 2>&1 ||
    { apt-get update --quiet=2 >>"$log" 2>&1 && install_packages "${missing[@]}" >>"$log" 2>&1; }; then
    rm -f "$log"
    echo "peers: installed ${missing[*]}; none was started"
else
    tail -n 5 "$log" >&2
    rm -f "$log"
    give_up "could not install ${missing[*]}; the tests that need them are skipped"
fi
