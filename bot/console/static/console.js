// What works only with scripts; every page works without.
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = before; }, 2000);
  });
}
// A part that cannot be renewed and a form that is not taken stay as they are, and the line before them says so; parts go
// on asking. `again` is for those that ask once.
(() => {
  const { notRenewed, notTaken, zone } = document.body.dataset;
  const AGAIN_AFTER_MS = 5000;
  const known = new Map(); // when a part was last renewed, by its id
  const line = ({ previousElementSibling: one }) => (one?.matches("[data-failed]") ? one : null);
  const isAsked = ({ elt, triggeringEvent: event }) => Boolean(event?.isTrusted && elt.contains(event.target));
  const clock = (at) => new Date(at).toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit", timeZone: zone });

  function made(words, kind, role) {
    const note = document.createElement("div");
    note.className = `note ${kind}`;
    note.role = role;
    note.append(document.createElement("p"));
    note.firstChild.textContent = words;
    return note;
  }

  // Who signs in again in another tab has a new token, which the answer to a form with the old one brings.
  function takeToken(token) {
    const before = document.body.getAttribute("hx-headers"), [name] = Object.keys(JSON.parse(before));
    const now = JSON.stringify({ [name]: token });
    if (!token || now === JSON.stringify(JSON.parse(before))) return false;
    document.body.setAttribute("hx-headers", now);
    for (const field of document.querySelectorAll("[name=form-token]")) field.value = token;
    return true;
  }

  function failed({ detail: { target, xhr, requestConfig } }) {
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const renewed = takeToken(answer.querySelector("[name=form-token]")?.value);
    const asked = isAsked(requestConfig), refused = xhr.status >= 400 && xhr.status < 500 && !renewed;
    if (!refused) setTimeout(() => htmx.trigger(requestConfig.elt, "again"), renewed ? 0 : AGAIN_AFTER_MS);
    if (renewed && !asked) return;
    const before = line(target);
    if (before?.dataset.failed === "asked" && !asked) return;
    const note = !asked && !refused
      ? made(notRenewed.replace("{time}", clock(known.get(target.id) ?? performance.timeOrigin)), "warn small", "status")
      : answer.querySelector(".note.bad") ?? made(notTaken, "bad", "alert");
    if (!asked && before?.textContent === note.textContent) return; // nobody is told twice
    note.dataset.failed = asked ? "asked" : "";
    before?.remove();
    target.before(note);
    if (asked) note.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:beforeSwap", ({ detail: { isError, target, requestConfig } }) => {
    if (isError) return;
    known.set(target.id, Date.now());
    const note = line(target);
    if (note && (note.dataset.failed !== "asked" || isAsked(requestConfig))) note.remove();
  });
})();
