#!/usr/bin/env bash
# python-dateutil 2.9.0.post0 (PyPI): a zone file as tzdata ships it today ("slim") is read as UTC, without an error.
# A slim file has its data in the second block; dateutil reads the first one, which is empty. tzdata's own package on PyPI is slim.
# Readers of calendars that take zones from dateutil, such as ics, show every call hours off where the system's files are slim.
# Seen for New York in July 2026: dateutil "0:00:00", zoneinfo "-1 day, 20:00:00" (UTC-4).
# Ends with 0 while that is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-dateutil==2.9.0.post0 tzdata==2025.2
cat >read.py <<'EOF'
import datetime
import pathlib
import zoneinfo

import dateutil.tz
import tzdata

path = pathlib.Path(tzdata.__file__).parent / "zoneinfo/America/New_York"
noon = datetime.datetime(2026, 7, 1, 12)
print("dateutil", noon.replace(tzinfo=dateutil.tz.tzfile(str(path))).utcoffset())
with path.open("rb") as file:
    print("zoneinfo", noon.replace(tzinfo=zoneinfo.ZoneInfo.from_file(file)).utcoffset())
EOF
cat >expected <<'EOF'
dateutil 0:00:00
zoneinfo -1 day, 20:00:00
EOF
venv/bin/python read.py | tee found
diff expected found
