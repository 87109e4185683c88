// Two things a page cannot do alone. It recomputes a question as one types: the page is asked again with the form's fields, and its
// answer takes the place of the old. And it follows a campaign on its way: when the service says that something changed, the parts
// that show it are asked for again. Without this script pages work with their buttons.
"use strict";
const live = document.currentScript?.dataset.live;
if (live) {
  // What somebody has typed or opened there stays, and so does the place they type at.
  const take = (old, fresh) => {
    const typing = old.contains(document.activeElement) ? document.activeElement : null;
    const caret = typing?.selectionStart;
    for (const part of old.querySelectorAll("input[id], details[id]")) {
      const same = fresh.querySelector(`#${CSS.escape(part.id)}`);
      if (same instanceof HTMLInputElement) same.value = part.value;
      else if (same) same.open = part.open;
    }
    old.replaceWith(fresh);
    const again = typing?.id && document.getElementById(typing.id);
    if (again) {
      again.focus({ preventScroll: true });
      if (caret != null) again.setSelectionRange(caret, caret);
    }
  };
  // A page that is asked for anew would lose what is being typed.
  const anew = () => (document.activeElement?.form ? setTimeout(anew, 1000) : location.reload());
  new EventSource(live).addEventListener("changed", async () => {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const plan = (from) => from.getElementById("steering")?.dataset.plan;
    // Another plan: nobody approves what they have not read.
    if (plan(page) !== plan(document)) return anew();
    for (const id of ["standing", "steering", "approval", "outcomes", "ledger"]) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh) take(old, fresh);
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
