// Requests to our own server: with a token that fits, and over the end of a session.
//
//   const { status, body } = await send("POST", "/somewhere", { some: "thing" });
//
// A FormData body goes as it is, anything else as JSON. When the session has ended, the person signs in
// over the page and the request is sent again; if they do not want to, the answer is the 401 itself.
// Throws Offline when the server cannot be reached: what was to be sent is still the caller's to keep.

import { signInOverPage } from "./session.js";
import { refreshToken, token } from "./token.js";

export class Offline extends Error {}

export async function send(method, address, content, options = {}) {
  let answer = await request(method, address, content, options);
  if (answer.status === 400 && answer.body?.error?.code === "stale_token") {
    if (await refreshToken()) answer = await request(method, address, content, options);
  }
  if (answer.status === 401 && answer.body?.error?.code === "signed_out") {
    if (await signInOverPage()) answer = await request(method, address, content, options);
  }
  return answer;
}

// One request and its answer, whatever it is.
export async function request(method, address, content, options = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const isForm = content instanceof FormData;
  if (content !== undefined && !isForm) headers["Content-Type"] = "application/json";
  const body = content === undefined || isForm ? content : JSON.stringify(content);
  let response;
  try {
    response = await fetch(address, { method, headers, body, credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Offline(error.message);
  }
  return { status: response.status, body: await response.json().catch(() => null) };
}
