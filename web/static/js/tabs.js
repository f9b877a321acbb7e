// Two tabs of one draft tell each other what was saved; the other one shows it where nobody is typing.

export function talkToOtherTabs(form, autosave) {
  if (!("BroadcastChannel" in window)) return;
  const { account, draft } = form.dataset;
  const channel = new BroadcastChannel(`tidu.${account}.${draft}`);
  let refreshing = 0;

  channel.addEventListener("message", ({ data }) => {
    if (!(data?.revision > autosave.revision)) return;
    // several saves in a row are fetched once
    clearTimeout(refreshing);
    refreshing = setTimeout(() => autosave.refresh(), 200);
  });
  autosave.on("acknowledged", ({ answer, fields }) => {
    if (fields.length > 0) channel.postMessage({ revision: answer.revision });
  });
}
