// The server's clock as this page sees it. A reader whose own clock is wrong still reads true ages.

let offset = 0;

/** Milliseconds since 1970 by the server's clock. */
export const now = () => Date.now() + offset;

/** Sets the clock by an answer's `at`. Differences under two seconds are the network's. */
export function observe(at) {
  const difference = at - Date.now();
  if (Math.abs(difference - offset) > 2000) offset = Math.abs(difference) > 2000 ? difference : 0;
}
