"""Writes every record below a folder again with ruamel.yaml, as scripts that keep comments do. Prints how many it wrote."""

import io
import pathlib
import sys

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

written = 0
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
    yaml = YAML()
    yaml.preserve_quotes = True
    # The width of a long line is no matter here.
    yaml.width = 4096
    try:
        text = path.read_text(encoding="utf-8")
        record = yaml.load(text)
    except (YAMLError, UnicodeDecodeError, ValueError):
        continue
    if record is None:
        continue
    out = io.StringIO()
    yaml.dump(record, out)
    path.write_text(out.getvalue(), encoding="utf-8")
    written += 1
print(written)
