// The form of a legal person: regions and industries are chosen as in every other form.

import { prepareCascades, watchCascades } from "./cascade.js";
import { prepareComboboxes } from "./combobox.js";
import { guardEnter } from "./enter.js";
import { prepareToAnnounce } from "./status.js";

const form = document.getElementById("identity-form");
if (form) {
  prepareToAnnounce();
  prepareCascades(form);
  prepareComboboxes(form);
  watchCascades(form);
  guardEnter(form);
}
