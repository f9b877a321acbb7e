// Amounts in words people compare by: 50,000,000 in 元 is 5,000 万元, 5,000 in 万元 is 0.5 亿元.

import { fieldOf, labelOf } from "./fields.js";

// The units a sum may be told in, by their factor as a power of ten.
const POWERS = { 元: 0, 千元: 3, 万元: 4, 百万元: 6, 亿元: 8 };
const TOLD = ["亿元", "万元", "元"];

export function watchMoney(form) {
  form.addEventListener("focusin", (event) => tell(event.target));
  form.addEventListener("input", (event) => tell(event.target));
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-kind=money]")) lineFor(event.target)?.replaceChildren();
  });
}

function tell(input) {
  if (!input.matches("input[data-kind=money]")) return;
  const line = lineFor(input, true);
  const words = inWords(input.value, unitOf(input));
  const cell = input.closest(".grid") && words ? `${cellName(input)}：` : "";
  if (line.textContent !== cell + words) line.textContent = cell + words;
}

// A line that is always there once it was needed, so that nothing moves while somebody types.
function lineFor(input, make = false) {
  const place = input.closest(".grid__scroll") ?? input;
  const next = place.nextElementSibling;
  if (next?.matches(".money-words")) return next;
  if (!make) return null;
  const line = document.createElement("p");
  line.className = "money-words";
  line.setAttribute("aria-live", "polite");
  place.after(line);
  return line;
}

function cellName(input) {
  const ids = (input.getAttribute("aria-labelledby") ?? "").split(" ");
  const heading = document.getElementById(ids.at(-1))?.textContent.trim() ?? "";
  return `${labelOf(fieldOf(input))} ${heading}`.trim();
}

function unitOf(input) {
  const field = fieldOf(input);
  const heading = document.getElementById((input.getAttribute("aria-labelledby") ?? "").split(" ").at(-1));
  const words = heading?.querySelector(".field__unit") ?? field?.querySelector(".field__unit");
  return words?.textContent.replace(/[（）()\s]/g, "") ?? "";
}

// The amount in its own unit with separators, and in the unit people would say it in; "" for what is no number.
export function inWords(text, unit) {
  const found = /^([-−－]?)([\d,，]+)(?:[.．](\d*))?$/.exec(halfWidth(text));
  if (!found || !(unit in POWERS)) return "";
  const whole = found[2].replace(/[,，]/g, "").replace(/^0+(?=\d)/, "");
  const fraction = (found[3] ?? "").replace(/0+$/, "");
  if (!/^\d+$/.test(whole) || whole.length + fraction.length > 30) return "";
  const sign = found[1] && /[1-9]/.test(whole + fraction) ? "-" : "";
  const own = `${sign}${grouped(whole)}${fraction ? `.${fraction}` : ""} ${unit}`;
  const other = better(whole, fraction, unit);
  return other ? `${own} = ${sign}${other}` : own;
}

// The amount in the largest other unit of which it is at least a tenth.
function better(whole, fraction, unit) {
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return "";
  const power = POWERS[unit] - fraction.length; // the amount is digits × 10^power 元
  const length = digits.toString().length + power; // so many figures before the point, in 元
  const name = TOLD.find((each) => each !== unit && length >= POWERS[each]);
  return name ? `${shifted(digits.toString(), power - POWERS[name])} ${name}` : "";
}

// digits × 10^power, as a decimal.
function shifted(digits, power) {
  if (power >= 0) return grouped(digits + "0".repeat(power));
  const padded = digits.padStart(1 - power, "0");
  const fraction = padded.slice(power).replace(/0+$/, "");
  return grouped(padded.slice(0, power)) + (fraction ? `.${fraction}` : "");
}

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");

const halfWidth = (text) =>
  text.trim().replace(/[！-～]/g, (each) => String.fromCharCode(each.charCodeAt(0) - 0xfee0));
