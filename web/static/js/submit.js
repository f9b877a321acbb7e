// The buttons of a form wait until what was typed is saved, lead to what is to be decided, and are pressed once.

import { firstConflict } from "./conflict.js";
import { announce, showNotice, stateShown } from "./status.js";
import { isUploading } from "./upload.js";
import { eventIsOver } from "./wait.js";

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

async function mayGo(form, autosave) {
  if (isUploading(form)) {
    showNotice("文件正在上传，请等它传完再继续。", { kind: "warning" });
    return false;
  }
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
