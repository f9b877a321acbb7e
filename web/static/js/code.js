// The button 获取验证码: the code is sent without leaving the page, and the button counts down to the next one.

import { Offline, send } from "./send.js";
import { pause } from "./wait.js";

const NO_ANSWER = "现在连不上网络，请稍后再试。";
const AGAIN = "可以重新获取验证码。";

export function startSendingCodes() {
  for (const button of document.querySelectorAll("button[name=send_code]")) {
    button.dataset.label = button.textContent;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      ask(button);
    });
    countDown(button, Number(button.dataset.wait));
  }
}

async function ask(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const { body } = await answerTo(button);
  const wait = body?.wait ?? body?.error?.wait ?? 0;
  if (body?.sent) {
    clearErrors(button.form);
    news(button).textContent = body.message;
    input(button).focus();
  } else {
    tell(button, body?.error?.fields ?? {}, body?.error?.message ?? NO_ANSWER);
  }
  await countDown(button, wait);
}

async function answerTo(button) {
  const content = new FormData(button.form);
  for (const [name, value] of [...content]) if (value instanceof File) content.delete(name);
  content.delete("csrf_token"); // the newest one goes as a header
  content.set(button.name, button.value);
  try {
    return await send("POST", button.form.getAttribute("action") || location.href, content);
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    return { body: null };
  }
}

// The button stays where it is and keeps the focus; pressing it does nothing until the time has come.
async function countDown(button, seconds) {
  const until = Date.now() + seconds * 1000;
  const before = news(button).textContent;
  for (let left = seconds; left > 0; left = Math.ceil((until - Date.now()) / 1000)) {
    button.setAttribute("aria-disabled", "true");
    button.textContent = `${left} 秒后可重新获取`;
    await pause(Math.min(1000, until - Date.now()));
  }
  button.removeAttribute("aria-disabled");
  button.textContent = button.dataset.label;
  if (seconds > 0 && news(button).textContent === before) news(button).textContent = AGAIN;
}

const input = (button) => button.closest("[data-code-field]").querySelector("input");
const news = (button) => button.closest("[data-code-field]").querySelector("[data-code-news]");

function tell(button, fields, message) {
  clearErrors(button.form);
  news(button).textContent = "";
  const known = Object.entries(fields).filter(([id]) => document.getElementById(id));
  for (const [id, text] of known) showError(document.getElementById(id), text);
  if (known.length > 0) {
    document.getElementById(known[0][0]).focus();
  } else {
    showError(input(button), message);
  }
}

function clearErrors(form) {
  for (const error of form.querySelectorAll(".field__error[data-asked], [data-code-field] .field__error")) {
    const field = error.closest(".field");
    const control = field.querySelector("[aria-invalid]");
    control?.removeAttribute("aria-invalid");
    describe(control, (ids) => ids.filter((id) => id !== error.id));
    field.classList.remove("field--error");
    error.remove();
    tellMore(control, false);
  }
}

// What the page knows to say besides about this field, which it keeps hidden until then.
function tellMore(control, shown) {
  const more = control && document.querySelector(`[data-told-with="${CSS.escape(control.id)}"]`);
  if (more) more.hidden = !shown;
}

function showError(control, text) {
  const field = control.closest(".field");
  field.querySelector(".field__error")?.remove();
  const error = Object.assign(document.createElement("p"), { className: "field__error", id: `${control.id}-error` });
  error.dataset.asked = "";
  error.setAttribute("role", "alert");
  field.querySelector(".field__control").before(error);
  error.textContent = text;
  field.classList.add("field--error");
  control.setAttribute("aria-invalid", "true");
  tellMore(control, true);
  describe(control, (ids) => [...ids.filter((id) => id !== error.id), error.id]);
}

function describe(control, change) {
  const ids = change((control?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length > 0) control?.setAttribute("aria-describedby", ids.join(" "));
  else control?.removeAttribute("aria-describedby");
}
