// How many characters a paragraph has, as people count them, while it is typed.

import { within } from "./enhance.js";
import { announce } from "./status.js";

export function prepareCounters(root) {
  for (const line of within(root, ".field__count[data-for]")) count(document.getElementById(line.dataset.for), line);
}

export function watchCounters(form) {
  form.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea[data-max-length]")) return;
    count(target, form.querySelector(`.field__count[data-for="${CSS.escape(target.id)}"]`));
  });
}

function count(textarea, line) {
  if (!textarea || !line) return;
  const most = Number(textarea.dataset.maxLength);
  const length = peopleCount(textarea.value.trim());
  const over = length - most;
  const was = line.classList.contains("field__count--over");
  line.classList.toggle("field__count--over", over > 0);
  line.textContent = over > 0 ? `${length} / ${most} 字，超出 ${over} 字` : `${length} / ${most} 字`;
  if (over > 0 && !was) announce(`超过 ${most} 字`);
}

// A letter with its accents, a flag and a family emoji are one each.
const JOINED = /\u200d.|[\ufe00-\ufe0f\u200c\u200d\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}]/gsu;
const FLAG = /[\u{1f1e6}-\u{1f1ff}]{2}/gu;

export function peopleCount(text) {
  const composed = text.normalize("NFC").replace(JOINED, "").replace(FLAG, "x").replace(/\p{Mn}/gu, "");
  return [...composed].length;
}
