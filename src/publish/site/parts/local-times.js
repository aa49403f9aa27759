// Adds the reader's own time to times of another zone. Pages are complete without it.
"use strict";
document.querySelectorAll("time[data-local]").forEach(function (time) {
  var instant = new Date(time.getAttribute("datetime"));
  if (isNaN(instant)) { return; }
  var offset = /([+-])(\d\d):(\d\d)$/.exec(time.getAttribute("datetime"));
  var there = offset ? (offset[1] === "-" ? 1 : -1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  if (instant.getTimezoneOffset() === there) { return; }
  var own = document.createElement("span");
  own.className = "own-time";
  own.textContent = " (" + instant.toLocaleString([], { weekday: "short", hour: "2-digit", minute: "2-digit" }) + " your time)";
  time.after(own);
});
