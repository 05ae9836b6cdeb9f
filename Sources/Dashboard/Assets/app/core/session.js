// Who is at the page, and what they may do.

import { get, send, setToken } from "./api.js";

/** As the API's Session. */
export let session = { signed_in: false, role: null };

/** True for an operator, who acts; a viewer only sees. */
export const mayAct = () => session.role === "operator";

export async function loadSession() {
  return keep(await get("/session"));
}

export const login = async (credentials) => keep(await send("POST", "/session", credentials));

export async function logout() {
  await send("DELETE", "/session");
  keep({ signed_in: false, role: null });
}

export const forget = () => keep({ signed_in: false, role: null });

function keep(value) {
  session = value;
  setToken(value.csrf_token);
  return value;
}
