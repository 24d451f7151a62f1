// Stacked probabilities over the last minute.

import { MINUTE_MS } from '/static/history.js';

const GAP_MS = 1000;   // a longer pause between two samples is a gap
const LEFT = 46;
const BOTTOM = 22;

/**
 * Draw the samples of one face.
 * `labels` is the order of the stack from below, `colors` has a colour for each label.
 * `axes` draws the scales.
 */
export function drawChart(canvas, samples, labels, colors, axes) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const area = axes ? { x: LEFT, y: 6, width: width - LEFT - 4, height: height - BOTTOM - 6 }
    : { x: 0, y: 0, width, height };
  const style = getComputedStyle(canvas);
  if (axes) drawAxes(context, area, style);
  else {
    context.fillStyle = style.getPropertyValue('--line');
    context.fillRect(0, height - 1, width, 1);
  }
  const now = performance.now();
  for (const run of runs(samples)) drawRun(context, area, run, labels, colors, now);
}

function drawAxes(context, area, style) {
  context.strokeStyle = style.getPropertyValue('--line');
  context.fillStyle = style.getPropertyValue('--quiet');
  context.font = '12px system-ui, sans-serif';
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const share of [0, 0.5, 1]) {
    const y = Math.round(area.y + area.height * (1 - share)) + 0.5;
    context.beginPath();
    context.moveTo(area.x, y);
    context.lineTo(area.x + area.width, y);
    context.stroke();
    context.fillText(`${100 * share} %`, area.x - 6, y);
  }
  context.textBaseline = 'top';
  for (const second of [60, 45, 30, 15, 0]) {
    const x = area.x + area.width * (1 - second / 60);
    context.textAlign = second ? 'center' : 'right';
    context.fillText(second ? `−${second} s` : 'now', x, area.y + area.height + 6);
  }
}

/** Split samples where there was no face. */
function runs(samples) {
  const found = [];
  let last = null;
  for (const sample of samples) {
    if (!last || sample.at - last.at > GAP_MS) found.push([]);
    found[found.length - 1].push(sample);
    last = sample;
  }
  return found;
}

function drawRun(context, area, run, labels, colors, now) {
  const x = (sample) => area.x + Math.max(area.width * (1 - (now - sample.at) / MINUTE_MS), 0);
  const y = (value) => area.y + area.height * (1 - Math.min(value, 1));
  const base = run.map(() => 0);
  const width = Math.max(x(run[run.length - 1]) - x(run[0]), 2);
  for (const label of labels) {
    const top = run.map((sample, n) => base[n] + (sample.values[label] || 0));
    context.fillStyle = colors[label];
    context.beginPath();
    if (run.length === 1) {
      context.rect(x(run[0]), y(top[0]), width, y(base[0]) - y(top[0]));
    } else {
      run.forEach((sample, n) => context.lineTo(x(sample), y(top[n])));
      for (let n = run.length - 1; n >= 0; n -= 1) context.lineTo(x(run[n]), y(base[n]));
    }
    context.fill();
    top.forEach((value, n) => { base[n] = value; });
  }
}
