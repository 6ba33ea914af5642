// What ical.js and node-ical make of a calendar, as JSON: node events.cjs ical.js|node-ical FILE
// Days are those of the zone that the process runs in (TZ); "last" is exclusive, as in the file.
const fs = require("fs");

const day = (at) =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, "0")).join("-");

function byIcalJs(file) {
  const ICAL = require("ical.js");
  const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(file, "utf8")));
  return calendar.getAllSubcomponents("vevent").map((one) => {
    const event = new ICAL.Event(one);
    return [event.summary, day(event.startDate.toJSDate()), day(event.endDate.toJSDate())];
  });
}

function byNodeIcal(file) {
  const found = Object.values(require("node-ical").sync.parseFile(file));
  return found.filter((one) => one.type === "VEVENT").map((one) => [one.summary, day(one.start), day(one.end)]);
}

const [, , library, file] = process.argv;
console.log(JSON.stringify(library === "ical.js" ? byIcalJs(file) : byNodeIcal(file)));
