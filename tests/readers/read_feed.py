"""Prints the entries of a feed as feedparser reads them: python read_feed.py FILE."""

import sys

import feedparser

feed = feedparser.parse(sys.argv[1])
if feed.bozo:
    sys.exit(str(feed.bozo_exception))
print(f"feed: {feed.version} {feed.feed.title} {feed.feed.updated} {feed.feed.author}")
for entry in feed.entries:
    print(f"entry: {entry.updated} {entry.title} [{entry.id}] {entry.content[0].value}")
