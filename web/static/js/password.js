// How strong a new password is, told while it is typed.

import { strengthOf } from "./strength.js";

const WORDS = {
  low: ["低", "容易被猜到"],
  medium: ["中", "再长一些，大小写都用，会更安全"],
  high: ["高", ""],
};

export function startShowingStrength() {
  for (const shown of document.querySelectorAll("[data-strength-of]")) {
    const input = document.getElementById(shown.dataset.strengthOf);
    const show = () => {
      const strength = strengthOf(input.value);
      const [word, advice] = WORDS[strength];
      shown.hidden = input.value === "";
      if (shown.dataset.strength === strength) return; // said already
      shown.dataset.strength = strength;
      shown.querySelector("strong").textContent = word;
      shown.querySelector("span").textContent = advice;
    };
    input.addEventListener("input", show);
    show();
  }
}
