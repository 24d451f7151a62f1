// A card for each face.

import { drawChart } from '/static/chart.js';
import { duration, element, percent } from '/static/format.js';

const GONE_MS = 3000;   // how long the card of a face stays after it left

export class Faces {
  /** Fill `list`; `count` is the text beside the heading. */
  constructor(list, count) {
    this.list = list;
    this.count = count;
    this.cards = new Map();
  }

  /** Show the faces of a frame; null means that nothing is known any more. */
  update(frame, hello, history) {
    const now = performance.now();
    const present = frame ? frame.emotions : [];
    present.forEach((face) => this.card(face, frame, hello).seen = now);
    for (const [id, card] of this.cards) {
      card.root.classList.toggle('gone', card.seen !== now);
      if (card.seen !== now) card.confidence.textContent = 'left';
      if (now - card.seen > GONE_MS) {
        card.root.remove();
        this.cards.delete(id);
      } else {
        drawChart(card.chart, history.of(id), hello.labels, hello.colors, false);
      }
    }
    this.count.textContent = present.length ? `${present.length} visible` : 'none';
  }

  card(face, frame, hello) {
    const card = this.cards.get(face.face_id) || this.make(face, hello);
    const known = face.label !== 'unknown';
    card.label.textContent = face.label;
    card.confidence.textContent = known ? percent(face.confidence) : '';
    const since = frame.since?.[face.face_id];
    card.about.textContent = [
      face.face_id,
      face.quality === null ? '' : `quality ${percent(face.quality)}`,
      since ? `here for ${duration(Date.now() / 1000 - since)}` : '',
    ].filter(Boolean).join(' · ');
    card.root.style.setProperty('--color', hello.colors[face.label] || hello.colors.unknown);
    for (const [label, bar] of card.bars) {
      const at = frame.labels.indexOf(label);
      const value = at < 0 ? 0 : face.probabilities[at];
      bar.root.hidden = at < 0;
      bar.fill.style.width = `${100 * value}%`;
      bar.share.textContent = percent(value);
    }
    return card;
  }

  make(face, hello) {
    const root = element('li', '', { class: 'card', 'data-face': face.face_id });
    const title = element('h3');
    const label = title.appendChild(element('b'));
    const confidence = title.appendChild(element('span'));
    const about = element('p', '', { class: 'quiet' });
    const list = element('ul', '', { class: 'bars', 'aria-label': 'Probabilities' });
    const bars = new Map(hello.labels.map((name) => [name, makeBar(list, name, hello.colors[name])]));
    const chart = element('canvas', '', {
      role: 'img', 'aria-label': `Probabilities of ${face.face_id} over the last minute`,
    });
    root.append(title, about, list, chart);
    this.list.append(root);
    const card = { root, label, confidence, about, bars, chart, seen: 0 };
    this.cards.set(face.face_id, card);
    return card;
  }
}

function makeBar(list, name, color) {
  const root = element('li');
  const track = element('span', '', { class: 'track', 'aria-hidden': 'true' });
  const fill = track.appendChild(element('span', '', { class: 'fill' }));
  fill.style.background = color;
  const share = element('span', '', { class: 'share' });
  root.append(element('span', name), track, share);
  list.append(root);
  return { root, fill, share };
}
