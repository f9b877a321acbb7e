// A notice that is to be read: it stands over the page and can be closed when it was there long enough. Without this
// module it is a part of the page, with the same button.

const dialog = document.querySelector("dialog[data-notice]");
if (dialog) show(dialog);

function show(dialog) {
  const closing = dialog.querySelector("[data-close]");
  const countdown = dialog.querySelector("[data-countdown]");
  let left = Number(dialog.dataset.seconds);

  const isOver = () => left <= 0;
  const open = () => {
    dialog.removeAttribute("open");
    dialog.showModal();
    dialog.querySelector("#notice-title").focus();
  };
  const tell = () => {
    closing.setAttribute("aria-disabled", String(!isOver()));
    countdown.hidden = false;
    countdown.textContent = isOver() ? "现在可以关闭。" : `请先阅读，${left} 秒后可以关闭。`;
    // Not every second is read aloud: only the first, the last five, and the end.
    countdown.setAttribute("aria-live", left > 5 && left < Number(dialog.dataset.seconds) ? "off" : "polite");
  };

  // The browser asks before it closes on Escape, and, pressed often enough, closes without asking.
  dialog.addEventListener("cancel", (event) => {
    if (!isOver()) event.preventDefault();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isOver()) event.preventDefault();
  });
  // Closed without its button it stays readable, as a part of the page.
  dialog.addEventListener("close", () => {
    if (isOver()) dialog.show();
    else open();
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    if (isOver()) return;
    event.preventDefault();
    event.stopPropagation();
  });

  open();
  tell();
  const ticking = setInterval(() => {
    left -= 1;
    tell();
    if (isOver()) clearInterval(ticking);
  }, 1000);
}
