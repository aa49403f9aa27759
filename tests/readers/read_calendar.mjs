// Prints the events of a calendar as each of two libraries reads them: node read_calendar.mjs FILE
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const text = readFileSync(process.argv[2], "utf8");
const instant = (date) => date.toISOString().replace(".000Z", "Z");
const day = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

function withIcalJs() {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const when = (time) => (time.isDate ? time.toString() : instant(time.toJSDate()));
  return calendar.getAllSubcomponents("vevent").map((one) => {
    const event = new ICAL.Event(one);
    return `${when(event.startDate)} ${when(event.endDate)} ${event.summary} [${event.uid}]`;
  });
}

function withNodeIcal() {
  const events = Object.values(ical.sync.parseICS(text)).filter((one) => one.type === "VEVENT");
  const when = (event, date) => (event.datetype === "date" ? day(date) : instant(date));
  return events.map((event) => `${when(event, event.start)} ${when(event, event.end)} ${event.summary} [${event.uid}]`);
}

for (const [name, lines] of [["ical.js", withIcalJs()], ["node-ical", withNodeIcal()]]) {
  for (const one of lines.sort()) console.log(`${name}: ${one}`);
}
