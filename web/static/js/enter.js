// Enter in a text field does not press the first button of the form.

export function guardEnter(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
    if (event.target.matches("input:not([type=submit], [type=button], [type=file]), select")) event.preventDefault();
  });
}
