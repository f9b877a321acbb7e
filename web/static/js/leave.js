// Leaving a page: links and buttons wait until what was typed is saved. The browser warns only of what would be lost.

import { firstConflict } from "./conflict.js";
import { announce, showNotice, stateShown } from "./status.js";

export function guardLeaving(form, autosave) {
  window.addEventListener("beforeunload", (event) => {
    if (autosave.wouldLose) event.preventDefault();
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !isPlain(event) || !leadsAway(link) || !autosave.hasUnsent) return;
    event.preventDefault();
    if (await saved(autosave)) location.assign(link.href);
    else if (stateShown() !== "offline") location.assign(link.href); // it is kept here, and asked for again
    else showNotice("未联网，暂时打不开别的页面。已填写的内容存在本机。", { kind: "warning" });
  });
}

const isPlain = (event) => event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

function leadsAway(link) {
  if (link.origin !== location.origin || link.target || link.hasAttribute("download")) return false;
  return link.pathname !== location.pathname || link.search !== location.search || !link.hash;
}

// Save what waits, but let nobody wait longer than this.
const LONGEST_WAIT = 5000;

function saved(autosave) {
  return Promise.race([autosave.flush(), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT, false))]);
}

// Buttons of the form that go on to another page: send first, ask about conflicts, press once.
export function guardSubmitting(form, autosave) {
  let underWay = false;
  let cleared = false;

  form.addEventListener("submit", async (event) => {
    if (cleared) return;
    event.preventDefault();
    if (underWay) return;
    underWay = true;
    const { submitter } = event;
    submitter?.setAttribute("aria-disabled", "true");
    try {
      if (!(await mayGo(form, autosave))) return;
      autosave.noteShown();
      cleared = true;
      await eventIsOver();
      form.requestSubmit(submitter);
    } finally {
      underWay = false;
      if (!cleared) submitter?.removeAttribute("aria-disabled");
    }
  });

  // back through the browser's history, the buttons work again
  window.addEventListener("pageshow", () => {
    cleared = false;
    for (const each of form.querySelectorAll("button[aria-disabled]")) each.removeAttribute("aria-disabled");
  });
}

// A form cannot be submitted while its submit event is still under way.
export const eventIsOver = () => new Promise((resolve) => setTimeout(resolve));

async function mayGo(form, autosave) {
  const done = await autosave.flush();
  if (autosave.conflicts.size > 0) {
    firstConflict(form)?.focus();
    announce("请先选择有冲突的内容");
    return false;
  }
  if (!done && stateShown() === "offline") {
    showNotice("未联网，联网后再继续。已填写的内容存在本机。", { kind: "warning" });
    return false;
  }
  return done;
}
