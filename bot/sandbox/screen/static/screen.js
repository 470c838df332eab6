// Keeps the screen up to date, and follows its links and forms without a new page. It works without this, by reloading.
"use strict";
(() => {
  const PANES = ["news", "phones", "desk", "way", "switches"];
  const drawn = new Map(); // what the server last sent of each live part, by its id
  const pane = (name) => document.getElementById(name);
  const address = (name) => `/${name}${location.search}`;
  const AGAIN_AFTER_MS = 2000;

  // What fails is said until it succeeds: the stream of changes, a pane that could not be renewed, a form that was sent.
  const failing = new Set(), lost = pane("lost");
  function tell(what, fails) {
    fails ? failing.add(what) : failing.delete(what);
    if (lost.hidden !== !failing.size) lost.hidden = !failing.size;
  }

  // What a reader has of a part, besides what the server sends: texts being written, focus, scroll, what is unfolded.
  function keep(part, besides) {
    const fields = [...part.querySelectorAll("input[id], textarea[id], select[id]")]
      .filter((field) => !besides?.contains(field) && field.type !== "file" && changed(field))
      .map((field) => [field.id, field.type === "checkbox" || field.type === "radio" ? { checked: field.checked } : { value: field.value }]);
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    const selection = active?.selectionStart == null ? null : [active.selectionStart, active.selectionEnd];
    const folds = [...part.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
    const scrolls = [part, ...part.querySelectorAll("[data-scroll]")]
      .map((one) => [one === part ? part.id : one.id, one.scrollTop, atEnd(one)]);
    return () => {
      for (const [id, values] of fields) Object.assign(pane(id) ?? {}, values);
      for (const [id, open] of folds) if (pane(id)) pane(id).open = open;
      for (const [id, top, end] of scrolls) {
        const one = pane(id);
        if (one) one.scrollTop = end && one.dataset.scroll === "end" ? one.scrollHeight : top;
      }
      if (active?.id && document.activeElement !== pane(active.id)) {
        pane(active.id)?.focus({ preventScroll: true });
        if (selection) pane(active.id)?.setSelectionRange?.(...selection);
      }
    };
  }
  const changed = (field) =>
    field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT" ? [...field.options].some((one) => one.selected !== one.defaultSelected)
        : field.value !== field.defaultValue;
  const atEnd = (one) => one.scrollHeight - one.scrollTop - one.clientHeight < 40;
  const toEnd = (part) => part.querySelectorAll("[data-scroll=end]").forEach((one) => { one.scrollTop = one.scrollHeight; });
  const remember = (part) => lives(part).forEach((one) => drawn.set(one.id, one.outerHTML));
  const lives = (part) => [...part.querySelectorAll("[data-live][id]")];
  const swap = (target, html, style) =>
    htmx.swap(target, html, { swapStyle: style, swapDelay: 0, settleDelay: 0 });

  async function answered(name) {
    try {
      const answer = await fetch(address(name), { headers: { "HX-Request": "true" } });
      return answer.ok ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  // Renew what has changed of a pane: its live parts one by one, or all of it where it has none.
  async function renew(name, whole) {
    const part = pane(name);
    const text = await answered(name);
    tell(name, text === null);
    if (text === null) {
      setTimeout(() => soon(name, whole), AGAIN_AFTER_MS);
      return;
    }
    const fresh = new DOMParser().parseFromString(text, "text/html").body;
    const now = lives(fresh), shown = lives(part);
    const alike = now.length > 0 && now.map((one) => one.id).join() === shown.map((one) => one.id).join();
    if (whole || !alike) {
      if (!whole && drawn.get(name) === text) return;
      const restore = whole ? () => toEnd(part) : keep(part);
      swap(part, text, "innerHTML");
      drawn.set(name, text);
      restore();
      if (name === "news") follow();
      if (whole) part.querySelector(".is-open")?.scrollIntoView({ block: "nearest" });
      fresh.querySelectorAll("[data-live][id]").forEach((one) => drawn.set(one.id, one.outerHTML));
      return;
    }
    for (const one of now) {
      const html = one.outerHTML;
      if (drawn.get(one.id) === html) continue;
      drawn.set(one.id, html);
      const old = pane(one.id), restore = keep(old);
      const around = old.parentElement.closest("[data-scroll=end]"), stays = around && atEnd(around);
      swap(old, html, old.dataset.swap ?? "outerHTML");
      restore();
      if (stays) around.scrollTop = around.scrollHeight;
    }
  }

  // Renewals of one pane follow each other, and those asked for meanwhile are one.
  const busy = new Map();
  function soon(name, whole = false) {
    const before = busy.get(name);
    if (before && !before.begun) { before.whole ||= whole; return before.done; }
    const mine = { whole, begun: false };
    mine.done = (before?.done ?? Promise.resolve()).then(() => { mine.begun = true; return renew(name, mine.whole); })
      .finally(() => { if (busy.get(name) === mine) busy.delete(name); });
    busy.set(name, mine);
    return mine.done;
  }

  // The phone and the issue of which the demo tells are opened while it plays.
  let looked = "";
  function follow() {
    const look = pane("news").querySelector("[data-look]")?.dataset.look ?? "";
    if (look === looked) return;
    looked = look;
    if (look) open(look, ["phones", "desk"], "replaceState");
  }

  function open(set, panes, how = "pushState") {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of new URLSearchParams(set)) value ? query.set(name, value) : query.delete(name);
    const search = query.size ? `?${query}` : "";
    history[how](null, "", `/${search}${location.hash}`);
    for (const name of panes) soon(name, true);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const panes = link.dataset.go.split(" ");
    open(link.dataset.set, panes);
    if (location.hash.slice(1) !== panes[0] && getComputedStyle(document.querySelector(".tabs")).display !== "none")
      location.replace(`#${panes[0]}`);
  });
  addEventListener("popstate", () => PANES.forEach((name) => soon(name, true)));

  // A form's answer is its pane: what is written in the pane's other forms stays.
  let restore = null;
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event;
    if (detail.elt.form ?? detail.elt.closest("form")) {
      const [path] = detail.path.split("?");
      detail.path = path + location.search;
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    restore = target.matches(".pane") ? keep(target, requestConfig?.elt.closest("form")) : null;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target } = event.detail;
    if (!target?.matches?.(".pane")) return;
    restore?.();
    restore = null;
    remember(target);
    toEnd(target);
  });
  // A line is empty as soon as it is sent, and has its text again if that did not work.
  const unsent = new WeakMap();
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(failure, (event) => {
      const form = event.detail.elt.closest("form[data-clear]"), field = form?.querySelector("textarea");
      if (field && !field.value) field.value = unsent.get(form) ?? "";
    });
  document.addEventListener("htmx:afterRequest", ({ detail }) => tell("form", !detail.successful));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest("form[data-clear]");
    if (form) {
      const field = form.querySelector("textarea");
      unsent.set(form, field.value);
      setTimeout(() => { form.reset(); field.focus(); nameFiles(form); });
    }
    event.detail.elt.closest(".menu, .compose")?.closest(".compose")?.querySelector(".menu")?.removeAttribute("open");
  });
  // A menu closes by a click elsewhere and by Escape; the line where one writes belongs to it.
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!(menu.closest(".compose") ?? menu).contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of menus()) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  // The names of chosen files, also while the menu is closed.
  const nameFiles = (form) => {
    const chosen = document.querySelector(`[data-chosen="${form.id}"]`);
    if (chosen) chosen.textContent = [...(document.querySelector(`input[type=file][form="${form.id}"]`)?.files ?? [])].map((one) => one.name).join(", ");
  };
  document.addEventListener("change", (event) => { if (event.target.type === "file" && event.target.form) nameFiles(event.target.form); });
  document.addEventListener("screen-went", (event) => open(event.detail.set, []));

  // The stream of changes. What happened while it was away is looked up when it is back.
  let stream;
  function listen() {
    stream = new EventSource("/events");
    stream.addEventListener("open", () => { tell("stream", false); PANES.forEach((name) => soon(name)); });
    stream.addEventListener("error", () => {
      tell("stream", true);
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_AFTER_MS); // by an answer that is none of ours
    });
    stream.addEventListener("message", (event) => event.data.split(" ").forEach((name) => soon(name)));
  }
  listen();
  addEventListener("pagehide", () => stream.close());

  // Keys in what one writes: data-enter="send" sends by Enter, with Shift a line; data-enter="ctrl" sends by Ctrl+Enter.
  document.addEventListener("keydown", (event) => {
    const how = event.target.dataset?.enter;
    if (event.key !== "Enter" || !how || event.isComposing) return;
    if (how === "send" ? event.shiftKey || event.ctrlKey : !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  // data-submit: a switch or a choice that is sent as soon as it is changed; its button is for those without scripts.
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-submit]")) event.target.form.requestSubmit();
  });

  // The strip's height.
  const strip = pane("strip"), panesBox = pane("panes");
  const grip = document.createElement("div");
  grip.className = "strip-grip";
  grip.setAttribute("role", "separator");
  grip.setAttribute("aria-orientation", "horizontal");
  grip.setAttribute("aria-label", strip.querySelector("summary").textContent);
  grip.tabIndex = 0;
  const height = (pixels) => {
    const most = Math.max(120, panesBox.clientHeight - 160);
    const now = Math.round(Math.min(most, Math.max(80, pixels)));
    strip.style.setProperty("--strip", `${now}px`);
    grip.setAttribute("aria-valuenow", now);
    grip.setAttribute("aria-valuemin", 80);
    grip.setAttribute("aria-valuemax", most);
    localStorage.setItem("strip", now);
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
  if (localStorage.getItem("strip")) height(Number(localStorage.getItem("strip")));
  if (localStorage.getItem("strip-closed") && !location.hash) strip.open = false;
  strip.addEventListener("toggle", () => strip.open ? localStorage.removeItem("strip-closed") : localStorage.setItem("strip-closed", "yes"));

  // What a pane has opened by itself stays open while others write.
  const chosen = new URLSearchParams(location.search);
  for (const one of document.querySelectorAll("[data-opened]"))
    for (const [name, value] of new URLSearchParams(one.dataset.opened)) if (!chosen.has(name)) chosen.set(name, value);
  if (chosen.size) history.replaceState(null, "", `/?${chosen}${location.hash}`);

  PANES.forEach((name) => remember(pane(name)));
  toEnd(document);
  follow();
  document.querySelectorAll(".pane .is-open").forEach((one) => one.scrollIntoView({ block: "nearest" }));
})();
