// The same field changed twice: both values stand at the field, and somebody says which one stays.

import { replaceField } from "./answer.js";
import { findField, labelOf, ownOf } from "./fields.js";
import { announce, showNotice } from "./status.js";

const WORDS = { _keep: "用我的", _take: "用对方的" };
const CHOICES = { _keep: "mine", _take: "theirs" };

export function askAboutConflicts(form, autosave) {
  autosave.on("conflict", ({ field: id, label, html }) => {
    const field = findField(id, form);
    if (!field) {
      showNotice(`“${label}”在另一处也改过，请打开它所在的部分选择。`, { kind: "warning", id: `conflict-${id}` });
      return;
    }
    show(form, field, id, html);
    announce(`“${labelOf(field) || label}”在另一处也改过，请选择用哪一个`);
  });

  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=_keep], button[name=_take]");
    if (!button || !autosave.conflicts.has(button.value)) return;
    event.preventDefault();
    await decide(form, autosave, button.value, CHOICES[button.name]);
  });
}

// The server's HTML holds my value in the inputs and the other one below. Whoever is typing there keeps typing.
function show(form, field, id, html) {
  if (!field.contains(document.activeElement)) {
    const fresh = replaceField(form, id, html);
    if (fresh) wordButtons(fresh);
    return;
  }
  const template = document.createElement("template");
  template.innerHTML = html;
  const asked = template.content.querySelector(".field__conflict");
  if (!asked) return;
  ownOf(field, ".field__conflict").forEach((each) => each.remove());
  (field.matches("tr") ? field.querySelector("th") : field).append(asked);
  wordButtons(field);
}

function wordButtons(field) {
  for (const [name, words] of Object.entries(WORDS)) {
    for (const button of field.querySelectorAll(`.field__conflict button[name=${name}]`)) {
      button.textContent = words;
      button.setAttribute("aria-label", `${labelOf(field)}：${words}`);
    }
  }
}

async function decide(form, autosave, id, choice) {
  const buttons = [...findField(id, form).querySelectorAll(".field__conflict button")];
  for (const each of buttons) each.disabled = true;
  const field = findField(id, form);
  document.activeElement.blur(); // so that the field may be shown anew
  if (!(await autosave.decide(id, choice))) {
    for (const each of buttons) each.disabled = false;
    return;
  }
  const now = findField(id, form) ?? field;
  ownOf(now, ".field__conflict").forEach((each) => each.remove());
  now.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  announce(choice === "mine" ? "已用我的" : "已用对方的");
}

// The first conflict that nobody has decided, to lead somebody to it.
export function firstConflict(form) {
  return form.querySelector(".field__conflict button");
}
