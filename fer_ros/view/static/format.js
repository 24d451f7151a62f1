// Numbers and times as text.

/** Return a share 0..1 in per cent. */
export function percent(share) {
  return `${Math.round(100 * share)} %`;
}

/** Return seconds as "12 s" or "3 min". */
export function duration(seconds) {
  const whole = Math.max(Math.floor(seconds), 0);
  if (whole < 60) return `${whole} s`;
  return whole < 3600 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 3600)} h`;
}

/** Return the time of day of seconds since 1970. */
export function timeOfDay(seconds) {
  return new Date(1000 * seconds).toLocaleTimeString([], { hour12: false });
}

/** Return the median of numbers; NaN for none. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[sorted.length >> 1] : NaN;
}

/** Return black or white, whichever is readable on a colour such as #aabbcc. */
export function ink(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue > 100 ? '#000' : '#fff';
}

/** Return a new element with a text and attributes. */
export function element(tag, text = '', attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
