// The diagnostics in words.

import { element } from '/static/format.js';

const WORDS = ['OK', 'Warning', 'Error', 'Old'];

/** Show the statuses of the diagnostics: one sentence each, and the figures. */
export function showStatuses(list, figures, statuses) {
  const known = {};
  list.replaceChildren(...statuses.map((status) => {
    const part = status.name.split(': ').pop();
    known[part] = status.values;
    const item = element('li', '', { 'data-level': status.level });
    item.append(element('b', WORDS[status.level] || 'Unknown'), ` ${part}: ${status.message}`);
    return item;
  }));
  figures.replaceChildren(...rows(known).flatMap(([name, value]) => [
    element('dt', name), element('dd', value)]));
}

function rows({ camera = {}, processing = {}, models = {} }) {
  const dropped = Object.entries(processing)
    .filter(([name]) => name.startsWith('dropped frames'))
    .map(([name, count]) => `${count} ${name.split(', ')[1]}`);
  return [
    ['Camera', number(camera['rate [Hz]'], ' images per second')],
    ['Lost on the way', camera['lost images']],
    ['Results', number(processing['rate [Hz]'], ' per second')],
    ['Latency', number(processing['latency, median [ms]'], ' ms')],
    ['Latency, 95 %', number(processing['latency, 95th percentile [ms]'], ' ms')],
    ['Processing time', number(processing['processing time, median [ms]'], ' ms')],
    ['Dropped frames', dropped.join(', ') || (processing['processed frames'] ? 'none' : '')],
    ['Detector', models.detector],
    ['Model', models.model],
    ['Last error', processing['last error']],
  ].filter(([, value]) => value);
}

function number(text, unit) {
  return text === undefined || text === 'nan' ? '' : `${text}${unit}`;
}
