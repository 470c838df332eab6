// What issue pages do by themselves: renew what has changed and nothing else, and send by Ctrl+Enter.
(() => {
  "use strict";

  // Entries carry a version. One that stayed as it was keeps its place in the page, with what is open or marked in it.
  // A list that is scrolled to its end stays so when something has been added.
  const renew = (shown, fresh) => {
    const scrolled = shown.closest("[data-scroll=end]");
    const atEnd = scrolled && scrolled.scrollHeight - scrolled.scrollTop - scrolled.clientHeight < 40;
    const known = new Map([...shown.children].map((one) => [one.id, one]));
    const next = [...fresh.children].map((one) => {
      const old = known.get(one.id);
      if (old && old.dataset.version === one.dataset.version) return old;
      if (!old) one.classList.add("new");
      return one;
    });
    next.forEach((one, place) => {
      if (shown.children[place] !== one) shown.insertBefore(one, shown.children[place] || null);
    });
    while (shown.children.length > next.length) shown.lastElementChild.remove();
    if (atEnd) scrolled.scrollTop = scrolled.scrollHeight;
  };

  htmx.defineExtension("renew", {
    isInlineSwap: (style) => style === "renew",
    handleSwap: (style, target, fragment) => {
      if (style !== "renew") return false;
      const fresh = fragment.querySelector(`#${CSS.escape(target.id)}`) || fragment.firstElementChild;
      if (fresh) renew(target, fresh);
      return [target];
    },
  });

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-ctrl-enter]");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.primary"));
    }
  });
})();
