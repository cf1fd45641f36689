#!/usr/bin/env bash
# Proves the two commands of the README where nothing is prepared: a Debian 12 with git, make,
# python3 and python3-venv, an ordinary user, and a fresh clone of what is committed.
#
#   tests/system/fresh_root.sh FOLDER [STEP...]
#
# FOLDER, outside the repository, keeps the bare Debian between runs (about 400 MB).
# STEP is demo (60 seconds), campus (then a campus of one's own, as the README says, with 20 seconds
# of its audit), test, or peers (make test as root, which installs the real servers); without any:
# demo, campus and test. Needs root and debootstrap. The exit code is 0 when all steps' are.
#
# Mirror, proxies, package index and certificates are taken from this machine's own settings at run
# time. Mounts and processes live in namespaces of their own and end with the script.
set -euo pipefail

if [[ ${1:-} != --inside ]]; then
    if (($# < 1)) || [[ ! $1 = /* ]]; then
        sed -n '2,14s/^# \{0,1\}//p' "$0" >&2
        exit 2
    fi
    exec unshare --mount --mount-proc --pid --fork --kill-child "$0" --inside "$@"
fi
shift
cache=$1
shift
steps=("${@:-demo campus test}")
read -ra steps <<<"${steps[*]}"

repository=$(git -C "$(dirname "$(realpath "$0")")" rev-parse --show-toplevel)
release=bookworm
base=$cache/debian-$release.tar
user=auditor
home=/home/$user

# What tells pip, git and OpenSSL where to fetch from and whom to trust.
passed='^(PIP_.*|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|GIT_SSL_CAINFO'
passed+='|(https?|ftp|all|no)_proxy|(HTTPS?|FTP|ALL|NO)_PROXY)$'

die() {
    echo "fresh_root: $*" >&2
    exit 2
}

mirror() { # the first one that this machine's apt has for the release
    apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' "Codename: $release" 'Component: main' | sed -n 1p
}

make_base() {
    local from work
    from=$(mirror)
    [[ -n $from ]] || die "apt on this machine knows no mirror of $release"
    work=$(mktemp -d "$cache/base.XXXXXX")
    debootstrap --variant=minbase --include=git,make,python3,python3-venv,ca-certificates \
        "$release" "$work" "$from" >"$cache/debootstrap.log" 2>&1 ||
        die "debootstrap failed, see $cache/debootstrap.log"
    rm -rf "$work"/var/cache/apt/archives/*.deb "$work"/var/lib/apt/lists/*
    tar -C "$work" -cf "$base.part" .
    mv "$base.part" "$base"
    rm -rf "$work"
}

# Every path that pip's settings name: files are copied, folders seen read-only at the same place.
pip_paths() {
    python3 -m pip config list 2>/dev/null |
        sed -E "s/^[^=]*=//; s/['\"]//g" | tr -s ' ,\\' '\n' | sed -E 's,^file://,,' |
        sed -nE '/^\//{s,/simple/?$,,;p}' | sort -u
}

give_settings() {
    local path
    cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
    for path in /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
        [[ ! -f $path ]] || install -D -m 644 "$path" "$root$path"
    done
    for path in .config/pip/pip.conf .pip/pip.conf; do
        [[ ! -f ~/$path ]] || install -D -m 644 ~/"$path" "$root$home/$path"
    done
    while read -r path; do
        if [[ -d $path ]]; then
            mkdir -p "$root$path"
            mount --bind -o ro "$path" "$root$path"
        elif [[ -f $path ]]; then
            install -D -m 644 "$path" "$root$path"
        fi
    done < <(pip_paths)
    rm -f "$root/etc/apt/sources.list"
    for path in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
        [[ ! -f $path ]] || install -D -m 644 "$path" "$root$path"
    done
    apt-config dump | grep -E '^Acquire::https?::' >"$root/etc/apt/apt.conf.d/99host" || true
}

mount_kernel_folders() {
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
}

inside() { # inside USER COMMAND...: in the root, with nothing of our environment but `passed`
    local name who=$1
    shift
    (
        for name in $(compgen -e); do
            [[ $name =~ $passed ]] || unset "$name"
        done
        export PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 HOME=$home USER=$who TERM=dumb
        if [[ $who == root ]]; then
            export HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        fi
        exec "$chroot" --userspec="$who" "$root" "$@"
    )
}

clone() {
    git clone --quiet --no-hardlinks "$repository" "$root$home/campus-auditor"
    inside root chown -R "$user:" "$home"
    echo "fresh_root: $(git -C "$repository" rev-parse --short HEAD), $(inside root python3 -V)"
}

run_step() { # prints the step's exit code, and fails with it
    local name=$1 who=$2 code=0 from=$SECONDS
    shift 2
    inside "$who" sh -c 'cd "$0/campus-auditor" && exec "$@"' "$home" "$@" || code=$?
    echo "fresh_root: $name: exit code $code after $((SECONDS - from)) s"
    return "$code"
}

nothing_left() { # the step has ended: so have its processes, and the clone is as it was
    local process left='' changed
    for process in /proc/[0-9]*; do
        if [[ $(readlink "$process/root") == "$root" ]]; then
            left+=" $(tr '\0' ' ' <"$process/cmdline");"
        fi
    done
    changed=$(inside "$user" git -C "$home/campus-auditor" status --porcelain)
    [[ -z $left ]] || echo "fresh_root: still running:$left"
    [[ -z $changed ]] || echo "fresh_root: left in the clone: $changed"
    [[ -z $left$changed ]]
}

((EUID == 0)) || die "needs root, for chroot"
command -v debootstrap >/dev/null || die "needs debootstrap"
chroot=$(command -v chroot)
[[ $(realpath -m "$cache")/ != "$repository"/* ]] || die "$cache lies in the repository"
mkdir -p "$cache"
[[ -f $base ]] || make_base

root=$(mktemp -d "$cache/root.XXXXXX")
mount --bind "$root" "$root" # one mount above all others: one umount ends them
trap 'umount --recursive --lazy "$root" && rm -rf --one-file-system "$root"' EXIT
tar -C "$root" -xf "$base"
chmod 755 "$root" # mktemp's folders are its maker's only
mount_kernel_folders
inside root useradd --create-home "$user"
give_settings
clone

worst=0
for step in "${steps[@]}"; do
    case $step in
    demo) run_step "make demo" "$user" make demo DURATION=60 || worst=1 ;;
    campus)
        run_step "a campus of one's own" "$user" sh -c '
            .venv/bin/campus-sim generate --size college --seed 7 "$HOME/mine.yaml" &&
            .venv/bin/campus-sim demo --scenario "$HOME/mine.yaml" --duration 20' || worst=1
        ;;
    test) run_step "make test" "$user" make test || worst=1 ;;
    peers)
        inside root chown -R root: "$home/campus-auditor"
        run_step "make test as root" root make test || worst=1
        inside root chown -R "$user:" "$home/campus-auditor"
        ;;
    *) die "no such step: $step" ;;
    esac
    nothing_left || worst=1
done
exit "$worst"
