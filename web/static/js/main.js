// Small comforts for every page; without this module everything still works.

import { guardSigningOut } from "./signing_out.js";

for (const summary of document.querySelectorAll("[data-focus]")) {
  summary.focus();
}

// A link in an error summary leads into the field, not only to it.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  const input = target.matches("input, select, textarea, button")
    ? target
    : (target.querySelector("input:not([type=hidden]), select, textarea, button") ?? target);
  const place = input.closest(".field") ?? input;
  place.scrollIntoView();
  input.focus({ preventScroll: true });
});

// A form marked data-once is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});

// Coming back to a page through the browser's history, its forms can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The section of a form brings more modules.
const section = document.getElementById("section-form");
if (section) {
  const { startFilling } = await import("./fill.js");
  await startFilling(section);
} else {
  guardSigningOut();
}

// A form that somebody tries brings its own.
const trial = document.getElementById("trial-form");
if (trial) {
  const { startTrying } = await import("./trial.js");
  startTrying(trial);
}

// A form with a code sends it without leaving the page.
if (document.querySelector("button[name=send_code]")) {
  const { startSendingCodes } = await import("./code.js");
  startSendingCodes();
}

// A new password shows how strong it is.
if (document.querySelector("[data-strength-of]")) {
  const { startShowingStrength } = await import("./password.js");
  startShowingStrength();
}
