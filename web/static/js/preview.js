// In `tidu preview`: when a file of the forms was saved, the page comes back with what is in it now.

const address = document.querySelector("meta[name=preview-state]").content;
let known = null;

async function look() {
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
    const { stamp } = await response.json();
    if (known !== null && stamp !== known) return comeBack();
    known = stamp;
  } catch {
    // The preview is being restarted: look again.
  }
  setTimeout(look, 700);
}

// What is being typed is saved before the page goes: the field's own modules save when it loses the focus.
function comeBack() {
  document.activeElement?.blur();
  setTimeout(() => location.reload(), 400);
}

look();
