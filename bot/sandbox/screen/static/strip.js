// The strip below the panes: how high it is, and whether it is open, as one left it.
"use strict";
(() => {
  const strip = document.getElementById("strip"), panesBox = document.getElementById("panes");
  const grip = document.createElement("div");
  grip.className = "strip-grip";
  grip.setAttribute("role", "separator");
  grip.setAttribute("aria-orientation", "horizontal");
  grip.setAttribute("aria-label", strip.querySelector("summary").textContent);
  grip.tabIndex = 0;
  const most = () => Math.max(120, panesBox.clientHeight - 160);
  const say = (now) => {
    grip.setAttribute("aria-valuenow", now);
    grip.setAttribute("aria-valuemin", 80);
    grip.setAttribute("aria-valuemax", most());
  };
  const height = (pixels) => {
    const now = Math.round(Math.min(most(), Math.max(80, pixels)));
    strip.style.setProperty("--strip", `${now}px`);
    localStorage.setItem("strip", now);
    say(now);
  };
  const current = () => strip.querySelector(".strip-panes").clientHeight;
  grip.addEventListener("pointerdown", (event) => {
    grip.setPointerCapture(event.pointerId);
    const begun = event.clientY, from = current();
    const move = (moved) => height(from + begun - moved.clientY);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", () => grip.removeEventListener("pointermove", move), { once: true });
  });
  grip.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 24, ArrowDown: -24 }[event.key];
    if (by) { event.preventDefault(); height(current() + by); }
  });
  strip.querySelector(".strip-panes").before(grip);
  say(current());
  if (localStorage.getItem("strip")) height(Number(localStorage.getItem("strip")));
  if (localStorage.getItem("strip-closed") && !location.hash) strip.open = false;
  strip.addEventListener("toggle", () => strip.open ? localStorage.removeItem("strip-closed") : localStorage.setItem("strip-closed", "yes"));
})();
