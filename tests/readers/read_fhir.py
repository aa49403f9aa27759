"""Reads bundles as fhir.resources does, and counts their resources: python read_fhir.py VERSION FILE."""

import sys
from collections import Counter

version, path = sys.argv[1:]
if version == "R5":
    from fhir.resources.bundle import Bundle
else:
    from fhir.resources.R4B.bundle import Bundle

bundle = Bundle.model_validate_json(open(path, encoding="utf-8").read())
kinds = Counter(type(entry.resource).__name__ for entry in bundle.entry)
print("fhir.resources:", " ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
