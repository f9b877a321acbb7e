// Leaving a page by a link waits until what was typed is saved. The browser warns only of what would be lost.

import { showNotice, stateShown } from "./status.js";
import { isUploading } from "./upload.js";
import { pause } from "./wait.js";

export function guardLeaving(form, autosave) {
  window.addEventListener("beforeunload", (event) => {
    if (autosave.wouldLose || isUploading(form)) event.preventDefault();
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
  return Promise.race([autosave.flush(), pause(LONGEST_WAIT).then(() => false)]);
}
