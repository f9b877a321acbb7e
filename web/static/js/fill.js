// Filling a section of a form: everything that makes it quicker, put together. The page works without any of it.

import { Autosave } from "./autosave.js";
import { prepareCascades, watchCascades } from "./cascade.js";
import { prepareComboboxes } from "./combobox.js";
import { askAboutConflicts } from "./conflict.js";
import { prepareCounters, watchCounters } from "./counter.js";
import { enhance, enhanceWith } from "./enhance.js";
import { guardEnter } from "./enter.js";
import { watchGrids } from "./grid.js";
import { guardLeaving } from "./leave.js";
import { watchMoney } from "./money.js";
import { openKeeper } from "./offline.js";
import { prepareOptions, watchOptions } from "./options.js";
import { watchRows } from "./rows.js";
import { guardSigningOut } from "./signing_out.js";
import { prepareToAnnounce } from "./status.js";
import { guardSubmitting } from "./submit.js";
import { talkToOtherTabs } from "./tabs.js";
import { account } from "./token.js";
import { prepareUploads, watchUploads } from "./upload.js";

export async function startFilling(form) {
  forgetOldTyping(form);
  prepareToAnnounce();
  for (const maker of [prepareOptions, prepareCascades, prepareComboboxes, prepareCounters, prepareUploads]) enhanceWith(maker);
  enhance(form);

  const autosave = new Autosave(form, await openKeeper(account()));
  watchOptions(form);
  watchCascades(form);
  watchCounters(form);
  watchMoney(form);
  watchGrids(form);
  watchRows(form, autosave);
  watchUploads(form, autosave);
  guardEnter(form);
  guardSigningOut(autosave);
  if (form.dataset.submitted === "true") return;

  askAboutConflicts(form, autosave);
  talkToOtherTabs(form, autosave);
  guardSubmitting(form, autosave);
  guardLeaving(form, autosave);
  autosave.start();
  await autosave.sendKept();
  form.dataset.ready = "yes";
}

// Coming back through the history, a browser may put old typing into inputs whose fields have changed since.
function forgetOldTyping(form) {
  const [navigation] = performance.getEntriesByType("navigation");
  if (navigation?.type === "back_forward") form.reset();
}
