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

  // What one writes is kept for whom it is written to, until it is sent: data-draft names that.
  const draft = (key, text) => text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key);
  const drafts = (part) => part.querySelectorAll("[data-draft]").forEach((line) => {
    const text = sessionStorage.getItem(line.dataset.draft);
    if (text && text !== line.value) line.value = text;
  });
  document.addEventListener("input", ({ target }) => { if (target.dataset.draft) draft(target.dataset.draft, target.value); });

  // What else a reader has of a part besides what the server sends: choices, focus, scroll, what is unfolded.
  function keep(part, besides) {
    const fields = [...part.querySelectorAll("input[id], textarea[id]:not([data-draft]), select[id]")]
      .filter((field) => !besides?.contains(field) && field.type !== "file" && changed(field))
      .map((field) => [field.id, field.type === "checkbox" || field.type === "radio" ? { checked: field.checked } : { value: field.value }]);
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    const selection = active?.selectionStart == null ? null : [active.selectionStart, active.selectionEnd];
    const around = active?.closest("[id]:not(.pane)");
    const folds = [...part.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
    const scrolls = new Map(scrollers(part).map((one) => [one.id + one.dataset.of, [one.scrollTop, one.scrollLeft, atEnd(one)]]));
    return () => {
      drafts(document);
      for (const [id, values] of fields) Object.assign(pane(id) ?? {}, values);
      for (const [id, open] of folds) if (pane(id)) pane(id).open = open;
      for (const one of scrollers(pane(part.id))) {
        const [top, left, end] = scrolls.get(one.id + one.dataset.of) ?? [0, 0, true];
        one.scrollTop = end && one.dataset.scroll === "end" ? one.scrollHeight : top;
        one.scrollLeft = left;
      }
      if (!active || active.isConnected) return;
      const same = pane(active.id) ?? (around && pane(around.id)?.querySelector("[data-go]"));
      if (!same) return;
      if (same.dataset.draft !== active.dataset.draft) { same.blur(); return; } // it is written to somebody else
      same.focus({ preventScroll: true });
      if (selection) same.setSelectionRange?.(...selection);
    };
  }
  const changed = (field) =>
    field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT" ? [...field.options].some((one) => one.selected !== one.defaultSelected)
        : field.value !== field.defaultValue;
  const scrollers = (part) => [part, ...part.querySelectorAll("[data-scroll]")];
  const atEnd = (one) => one.scrollHeight - one.scrollTop - one.clientHeight < 40;
  const toEnd = (part) => part.querySelectorAll("[data-scroll=end]").forEach((one) => { one.scrollTop = one.scrollHeight; });
  const toCurrent = (part) => part.querySelectorAll("[aria-current]").forEach((one) => one.scrollIntoView({ block: "nearest", inline: "nearest" }));
  const remember = (part) => lives(part).forEach((one) => drawn.set(one.id, one.outerHTML));
  const lives = (part) => [...part.querySelectorAll("[data-live][id]")];
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html").body;
  const swap = (target, html, style) =>
    htmx.swap(target, html, { swapStyle: style, swapDelay: 0, settleDelay: 0 }, { contextElement: target }); // whose hx-ext counts

  // Draw all of a pane; `besides` is a form whose fields are as the server says.
  function draw(part, text, besides) {
    const restore = keep(part, besides);
    swap(part, text, "innerHTML");
    drawn.set(part.id, text);
    remember(parsed(text));
    restore();
    pin(part);
    if (part.id === "news") follow();
  }

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
    const part = pane(name), asked = opened;
    const text = await answered(name);
    tell(name, text === null);
    if (text === null) {
      setTimeout(() => soon(name, whole), AGAIN_AFTER_MS);
      return;
    }
    if (asked !== opened) { soon(name, whole); return; } // something else was opened meanwhile
    const now = lives(parsed(text)), shown = lives(part);
    const alike = now.length > 0 && now.map((one) => one.id).join() === shown.map((one) => one.id).join();
    if (whole || !alike) {
      if (!whole && drawn.get(name) === text) return;
      draw(part, text);
      if (!whole) return;
      toCurrent(part);
      part.querySelector(".is-open")?.scrollIntoView({ block: "nearest" });
      part.querySelector("[autofocus]")?.focus();
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

  let opened = 0, search = location.search; // how often something was opened, and the address as it is known
  function go(query, how) {
    if (`${query}` === `${new URLSearchParams(location.search)}`) return;
    history[how](null, "", `/${query.size ? `?${query}` : ""}${location.hash}`);
    search = location.search;
  }
  function open(set, panes, how = "pushState") {
    const query = new URLSearchParams(location.search), wanted = new URLSearchParams(set);
    if (wanted.has("phone") && wanted.get("phone") !== query.get("phone")) query.delete("channel");
    for (const [name, value] of wanted) value ? query.set(name, value) : query.delete(name);
    opened += 1;
    go(query, how);
    for (const name of panes) soon(name, true);
  }
  // What a pane has opened by itself is put into the address, so that it stays open while others write.
  function pin(part) {
    const query = new URLSearchParams(location.search);
    for (const one of part.querySelectorAll("[data-opened]"))
      for (const [name, value] of new URLSearchParams(one.dataset.opened)) query.set(name, value);
    go(query, "replaceState");
  }

  // A part of a pane is looked at, but its pane is what the address names: once the part is drawn again, it would be no
  // target any more, and on a small screen the pane would close.
  const partOf = (hash) => {
    const found = pane(hash.slice(1));
    return found?.matches(".pane *") ? found : null;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.defaultPrevented) return;
    if (link.hreflang) { // drawn once, while what is open changes
      const query = new URLSearchParams(location.search);
      query.set("lang", link.hreflang);
      link.href = `/?${query}${location.hash}`;
    }
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const inside = link.getAttribute("href")?.startsWith("#") && partOf(link.hash);
    if (inside) {
      event.preventDefault();
      inside.scrollIntoView();
    }
    if (!link.dataset.go) return;
    event.preventDefault();
    const panes = link.dataset.go.split(" ");
    open(link.dataset.set, panes);
    if (location.hash.slice(1) !== panes[0] && getComputedStyle(document.querySelector(".tabs")).display !== "none")
      location.replace(`#${panes[0]}`);
  });
  addEventListener("popstate", () => {
    if (location.search === search) return; // another part of the same
    search = location.search;
    opened += 1;
    PANES.forEach((name) => soon(name, true));
  });

  // A form of htmx is answered by its pane: what is written in the pane's other forms stays.
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event;
    if (detail.elt.form ?? detail.elt.closest("form")) {
      const [path] = detail.path.split("?");
      detail.path = path + location.search;
    }
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!detail.shouldSwap || !detail.target.matches(".pane")) return;
    detail.shouldSwap = false;
    draw(detail.target, detail.serverResponse, detail.requestConfig.elt.closest("form"));
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => tell("form", !detail.successful));
  document.addEventListener("screen-went", ({ detail }) => open(detail.set, new URLSearchParams(detail.set).has("issue") ? ["desk"] : []));

  // A form with data-send stays as it is while its pane is renewed. What is written is taken off the line at once and
  // goes out in its order; what was not taken is on the line again, before what was written since.
  const queues = new Map();
  document.addEventListener("submit", (event) => {
    const form = event.target, name = form.dataset.send;
    if (!name) return;
    event.preventDefault();
    if (!queues.has(name)) queues.set(name, []);
    const queue = queues.get(name), line = form.querySelector("[data-draft]");
    const written = line ? [...form.elements].filter((one) => one === line || one.type === "file") : [];
    const again = line && queue.length && !event.submitter?.name && written.every((one) => !one.value.trim());
    if (again) return; // a double click
    const one = { to: form.action.split("?")[0] + location.search, data: new FormData(form, event.submitter), line: line?.dataset.draft };
    for (const field of written) {
      field.value = "";
      field.dispatchEvent(new Event(field === line ? "input" : "change", { bubbles: true }));
    }
    line?.focus();
    form.closest(".compose")?.querySelector(".menu").removeAttribute("open");
    if (queue.push(one) === 1) deliver(name, queue);
  });
  async function deliver(name, queue) {
    while (queue.length) {
      const { taken, page } = await posted(queue[0]);
      tell("form", !taken && !page);
      pane(`${name}-fault`).replaceChildren(...(page?.querySelector(`#${name}-fault`)?.childNodes ?? []));
      if (taken) {
        const { line } = queue.shift();
        soon(name).then(() => { if (line) toEnd(pane(name)); });
        continue;
      }
      const back = queue.splice(0).map(({ line, data }) => [line, data.get("body")]);
      if (page) back[0][1] = page.querySelector(`#${name} [data-draft]`)?.value;
      for (const [line, text] of back.reverse())
        if (line) draft(line, [text, sessionStorage.getItem(line)].filter(Boolean).join("\n"));
      drafts(document);
      soon(name);
    }
  }
  // As without scripts, a form that was followed leads back to the screen, and one that was not shows why.
  async function posted({ to, data }) {
    try {
      const answer = await fetch(to, { method: "POST", body: data, redirect: "manual" });
      return { taken: answer.type === "opaqueredirect", page: answer.status === 422 ? parsed(await answer.text()) : null };
    } catch {
      return { taken: false, page: null };
    }
  }
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

  PANES.forEach((name) => { remember(pane(name)); pin(pane(name)); });
  drafts(document);
  toEnd(document);
  toCurrent(document);
  follow();
  document.querySelectorAll(".pane .is-open").forEach((one) => one.scrollIntoView({ block: "nearest" }));
  const led = partOf(location.hash);
  if (led) {
    location.replace(`#${led.closest(".pane").id}`);
    led.scrollIntoView();
  }
})();
