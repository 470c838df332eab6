// The box to comment in: commands while one types, and texts to insert.
(() => {
  "use strict";
  const body = () => document.getElementById("desk-body");
  const menu = () => document.getElementById("desk-menu");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // Commands while one types: the beginning of a comment that is a slash and letters.
  let chosen = 0;
  document.addEventListener("input", (event) => { if (event.target.id === "desk-body") offer(); });
  const shown = () => [...menu().children];
  function offer() {
    const box = body(), list = menu();
    const typed = box.value.slice(0, box.selectionStart);
    const found = /^\/[\p{L}]*$/u.test(typed) && typed === box.value ? matching(plain(typed.slice(1))) : [];
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    chosen = 0;
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", "desk-menu");
    mark();
  }
  const matching = (word) =>
    [...document.querySelectorAll("#desk-commands .offer")].filter((one) =>
      [one.dataset.insert.slice(1), ...one.dataset.names.split(" ")].some((name) => plain(name).startsWith(word)));
  function option(one, place) {
    const row = document.createElement("div");
    row.className = "offer";
    row.id = `desk-option-${place}`;
    row.setAttribute("role", "option");
    row.dataset.insert = one.dataset.insert;
    row.append(...[...one.childNodes].map((node) => node.cloneNode(true)));
    return row;
  }
  function mark() {
    const rows = shown();
    rows.forEach((row, place) => row.setAttribute("aria-selected", place === chosen));
    if (rows.length) {
      body().setAttribute("aria-activedescendant", rows[chosen].id);
      rows[chosen].scrollIntoView({ block: "nearest" });
    } else body().removeAttribute("aria-activedescendant");
  }
  function close() {
    menu().hidden = true;
    menu().replaceChildren();
    mark();
  }
  function insert(text) {
    const box = body();
    box.value = text;
    box.focus();
    // The first value to fill in is marked, so that one types over it.
    const gap = text.indexOf('"..."');
    box.setSelectionRange(gap < 0 ? text.length : gap + 1, gap < 0 ? text.length : gap + 4);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "desk-body" || menu().hidden || event.ctrlKey || event.metaKey || event.isComposing) return;
    const rows = shown();
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) chosen = (chosen + move + rows.length) % rows.length;
    else if (event.key === "Enter" || event.key === "Tab") insert(rows[chosen].dataset.insert);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    mark();
  });
  document.addEventListener("click", (event) => {
    const one = event.target.closest("#desk-box .offer");
    if (one) {
      const kept = body().value.trim();
      insert(one.closest("#desk-kept") || !kept || kept.startsWith("/") ? one.dataset.insert : one.dataset.insert + kept);
    }
    for (const fold of document.querySelectorAll(".desk-offers[open]"))
      if (one || !fold.contains(event.target)) fold.open = false;
    if (menu() && !event.target.closest("#desk-box")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of document.querySelectorAll(".desk-offers[open]")) {
      fold.open = false;
      fold.querySelector("summary").focus();
    }
  });
})();
