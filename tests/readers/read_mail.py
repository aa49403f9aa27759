"""Prints a draft as Python's email package reads it: python read_mail.py FILE."""

import email
import hashlib
import sys
from email import policy

with open(sys.argv[1], "rb") as file:
    message = email.message_from_binary_file(file, policy=policy.default)
for part in message.walk():
    for defect in part.defects:
        sys.exit(f"{type(defect).__name__}: {defect}")
to = message["To"].addresses[0] if message["To"] else None
print("to:", f"{to.display_name} <{to.addr_spec}>" if to else "")
print("subject:", message["Subject"])
print("date:", message["Date"] or "")
print("id:", message["Message-ID"])
for line in message.get_body(("plain",)).get_content().replace("\r\n", "\n").strip().split("\n"):
    print("text:", line)
for part in message.iter_attachments():
    content = part.get_payload(decode=True)
    print("attachment:", part.get_filename(), part.get_content_type(), hashlib.sha256(content.replace(b"\r", b"")).hexdigest())
