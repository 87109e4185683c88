// Two things a page cannot do alone. It recomputes a question as one types: the page is asked again with the form's fields, and its
// answer takes the place of the old. And it follows a campaign on its way: when the service says that something changed, the parts
// that show it are asked for again. Without this script pages work with their buttons.
"use strict";
const live = document.currentScript?.dataset.live;
if (live) {
  new EventSource(live).addEventListener("changed", async () => {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["standing", "so-far", "ledger"]) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh) old.replaceWith(fresh);
      // The final table has taken its place, in another part of the page.
      else if (old) location.reload();
    }
  });
}
const question = document.querySelector("form[data-recompute]");
if (question) {
  const always = question.dataset.recompute.split(" ");
  const withWhom = question.dataset.withWhom.split(" ");
  let latest = 0;
  let timer;
  const recompute = async (parts) => {
    const mine = ++latest;
    const address = `${question.getAttribute("action")}?${new URLSearchParams(new FormData(question))}`;
    const old = parts.map((id) => document.getElementById(id));
    old.forEach((part) => part?.setAttribute("aria-busy", "true"));
    try {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== latest) return;
      for (const part of old) {
        const fresh = part && page.getElementById(part.id);
        if (fresh) part.replaceWith(fresh);
      }
      if (answer.ok) history.replaceState(null, "", address);
    } catch {
      // The service is gone: what stands there stays, and the button of the form will say so.
      old.forEach((part) => part?.removeAttribute("aria-busy"));
    }
  };
  question.addEventListener("input", (event) => {
    clearTimeout(timer);
    // Another segment brings its own income and number of people; what is being typed stays as it is.
    const parts = event.target.id === "whom" ? [...withWhom, ...always] : always;
    timer = setTimeout(() => recompute(parts), 150);
  });
}
