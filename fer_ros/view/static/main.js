// Brings the parts of the page together.

import { drawChart } from '/static/chart.js';
import { Connection } from '/static/connection.js';
import { addEvent } from '/static/events.js';
import { Faces } from '/static/faces.js';
import { element, percent } from '/static/format.js';
import { History, LARGEST } from '/static/history.js';
import { LiveImage } from '/static/image.js';
import { send } from '/static/request.js';
import { SettingsForm } from '/static/settings.js';
import { showStatuses } from '/static/status.js';
import { startTheme } from '/static/theme.js';

const SLOW_MS = 200;        // period of what need not follow every frame
const SILENT_MS = 2000;     // without frames for this long, the page says so
const NAMED_MS = 5000;      // how often the text of the chart changes for screen readers

const at = (id) => document.getElementById(id);
const image = new LiveImage(at('image'), {
  boxes: at('boxes'), labels: at('labels'), blur: at('blur') });
const faces = new Faces(at('faces'), at('face-count'));
const settings = new SettingsForm(at('settings'));
const history = new History();

let hello = { labels: [], colors: {} };
let state = '';
let latest = null;
let latestAt = 0;
let connected = false;
let named = 0;

const receive = {
  hello(content) {
    hello = content;
    at('name').textContent = content.name;
    document.title = `${content.name} · fer_ros`;
    at('legend').replaceChildren(...content.labels.map((label) => {
      const item = element('li', label);
      const swatch = element('span', '', { class: 'swatch' });
      swatch.style.background = content.colors[label];
      item.prepend(swatch);
      return item;
    }));
    if (content.drawn) for (const id of ['boxes', 'labels']) at(id).checked = false;
  },
  state(content) {
    state = content.state;
    at('pause').disabled = !['active', 'paused'].includes(state);
    at('pause').textContent = state === 'paused' ? 'Resume' : 'Pause';
    at('pause').setAttribute('aria-pressed', String(state === 'paused'));
    settings.update(content.settings);
  },
  frame(content) {
    latest = content;
    latestAt = performance.now();
    history.add(content);
  },
  event(content) {
    addEvent(at('events'), content);
  },
  diagnostics(content) {
    showStatuses(at('statuses'), at('figures'), content);
  },
};

const connection = new Connection(async (type, content, jpeg) => {
  receive[type]?.(content);
  if (jpeg) {
    try {
      await image.show(content, jpeg, hello.colors);
    } finally {
      connection.ask();
    }
  }
}, (text, level) => {
  connected = level !== 'lost';
  if (!connected) showConnection(text, level);
});

at('pause').addEventListener('click', async () => {
  const reason = await send('/paused', { paused: state !== 'paused' });
  if (reason) addEvent(at('events'), { time: Date.now() / 1000, text: reason });
});

function showConnection(text, level) {
  const pill = at('connection');
  if (pill.textContent !== text) pill.textContent = text;
  pill.dataset.level = level;
  at('notice').textContent = level === 'live' ? '' : text;
}

function describeState(silent) {
  if (state === 'paused') showConnection('Paused', 'waiting');
  else if (state !== 'active' && state) showConnection(`The node is ${state}`, 'waiting');
  else if (silent) showConnection('Waiting for images', 'waiting');
  else showConnection('Live', 'live');
}

function updateChoice() {
  const choice = at('chart-face');
  const wanted = ['', ...history.faces()];
  if (wanted.join() === [...choice.options].map((one) => one.value).join()) return;
  const before = choice.value;
  choice.replaceChildren(...wanted.map((id) => element('option', id || 'largest', { value: id })));
  choice.value = wanted.includes(before) ? before : '';
}

function drawSlowParts() {
  const silent = performance.now() - latestAt > SILENT_MS;
  if (connected) describeState(silent);
  faces.update(silent ? null : latest, hello, history);
  updateChoice();
  const samples = history.of(at('chart-face').value || LARGEST);
  drawChart(at('chart'), samples, hello.labels, hello.colors, true);
  at('shown').textContent = silent ? '' : image.summary();
  if (performance.now() - named > NAMED_MS) nameImages(silent, samples);
}

/** Tell screen readers what the image and the chart show. */
function nameImages(silent, samples) {
  named = performance.now();
  const seen = silent || !latest ? [] : latest.emotions.map(
    (face) => `${face.face_id} ${face.label} ${percent(face.confidence)}`);
  at('image').setAttribute('aria-label',
    `Live image of the camera: ${seen.join(', ') || 'no face'}`);
  const last = samples[samples.length - 1];
  const values = last ? hello.labels.filter((label) => label in last.values)
    .map((label) => `${label} ${percent(last.values[label])}`).join(', ') : 'no face';
  at('chart').setAttribute('aria-label', `Probabilities over the last minute, now: ${values}`);
}

window.history.replaceState(null, '', location.pathname);
startTheme(at('theme'), drawSlowParts);
setInterval(() => { if (!document.hidden) drawSlowParts(); }, SLOW_MS);
// For tests and measurements
window.shownImages = () => image.count;
window.shownAges = () => image.shown.map(({ age }) => age);
