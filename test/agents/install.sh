#!/usr/bin/env bash
# The runtimes of agents in other languages, for `npm run test:agents`: a Python environment beside the tests.
# Needs Debian's python3-venv where the system's Python lacks it.
set -euo pipefail
cd "$(dirname "$0")"
venv=python/.venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv" || { apt-get update -q && apt-get install -qy python3-venv && python3 -m venv "$venv"; }
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r python/requirements.txt
"$venv/bin/python" -c 'import elasticapm, flask, django; print("elastic-apm", elasticapm.VERSION, "flask and django", django.get_version())'
