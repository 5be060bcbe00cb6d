#!/usr/bin/env bash
# The lines for PowerShell with names that want quoting: read by a parser of the language.
#   tests/powershell_lines.sh SSOTUI CHECK...
# CHECK... is a program that takes a file and fails where it is no PowerShell.
set -euo pipefail
ssotui=$1
shift
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir "$home/.aws"
names=("plain.admin" "it's" 'a"b' 'a$b' 'a`b' '$(calc)' 'a;b' 'a|b' 'a b' '“smart”' '‘x’' '東京' '-dash' '@at' '#hash' '%p%' '{b}')
for name in "${names[@]}"; do
  printf '[profile %s]\nregion = eu-west-1\n' "$(printf '%s' "$name" | sed "s/.*/'&'/; s/^'\\([A-Za-z.]*\\)'\$/\\1/")"
done >"$home/.aws/config"
lines=$home/lines.ps1
count=0
while IFS= read -r name; do
  for how in "" --permanent; do
    if HOME=$home "$ssotui" env --shell powershell $how -- "$name" >>"$lines"; then count=$((count + 1)); fi
  done
done < <(HOME=$home "$ssotui" list --names)
HOME=$home "$ssotui" env --unset --shell powershell >>"$lines"
HOME=$home "$ssotui" env --unset --permanent --shell powershell >>"$lines"
[ "$count" -ge 20 ] || { echo "only $count lines"; cat "$lines"; exit 1; }
"$@" "$lines"
echo "$((count + 2)) lines are PowerShell."
