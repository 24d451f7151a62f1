// What happened, the newest first.

import { element, timeOfDay } from '/static/format.js';

const MOST = 100;

/** Add an event {time, text} to a list. */
export function addEvent(list, { time, text }) {
  const item = element('li');
  item.append(element('time', timeOfDay(time)), element('span', text));
  list.prepend(item);
  while (list.children.length > MOST) list.lastChild.remove();
}
