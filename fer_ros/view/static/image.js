// The live image, with boxes and labels, or with blurred faces.

import { ink, median, percent } from '/static/format.js';

const BLUR_CELLS = 5;
const BLUR_MARGIN = 0.25;
const KEPT = 60;           // shown frames that the rate and the age are made of
const MAX_AGE_S = 60;      // older stamps come from another clock

export class LiveImage {
  /** Draw on `canvas` as the checkboxes in `options` (boxes, labels, blur) say. */
  constructor(canvas, options) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d', { alpha: false });
    this.options = options;
    this.small = new OffscreenCanvas(BLUR_CELLS, BLUR_CELLS);
    this.shown = [];
    this.count = 0;
  }

  /** Show the image of a frame; `colors` are those of the labels. */
  async show(frame, jpeg, colors) {
    const bitmap = await createImageBitmap(jpeg);
    const { canvas, context } = this;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
    }
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    this.scale = canvas.width / frame.image_width;
    if (this.options.blur.checked) frame.emotions.forEach((face) => this.blur(face.roi));
    // The largest face comes first and is drawn last.
    for (const face of [...frame.emotions].reverse()) this.draw(face, colors);
    this.note(frame.stamp);
  }

  note(stamp) {
    this.count += 1;
    this.shown.push({ at: performance.now(), age: Date.now() / 1000 - stamp });
    if (this.shown.length > KEPT) this.shown.shift();
  }

  /** Return how fast the images come and how old they are, in words. */
  summary() {
    const recent = this.shown.filter(({ at }) => performance.now() - at < 3000);
    if (recent.length < 2) return '';
    const rate = 1000 * (recent.length - 1) / (recent[recent.length - 1].at - recent[0].at);
    const age = median(recent.map((one) => one.age));
    const old = age > -0.1 && age < MAX_AGE_S ? `, ${Math.round(1000 * age)} ms after the stamp` : '';
    return `${rate.toFixed(1)} images per second${old}`;
  }

  blur({ x_offset: x, y_offset: y, width, height }) {
    const { canvas, context, small, scale } = this;
    const left = Math.max((x - BLUR_MARGIN * width) * scale, 0);
    const top = Math.max((y - BLUR_MARGIN * height) * scale, 0);
    const right = Math.min((x + (1 + BLUR_MARGIN) * width) * scale, canvas.width);
    const bottom = Math.min((y + (1 + BLUR_MARGIN) * height) * scale, canvas.height);
    if (right - left < 1 || bottom - top < 1) return;
    const cells = small.getContext('2d');
    cells.imageSmoothingQuality = 'high';
    cells.drawImage(canvas, left, top, right - left, bottom - top, 0, 0, small.width, small.height);
    context.drawImage(small, 0, 0, small.width, small.height, left, top, right - left, bottom - top);
  }

  draw(face, colors) {
    const { canvas, context, scale, options } = this;
    const color = colors[face.label] || colors.unknown;
    const { x_offset: x, y_offset: y, width, height } = face.roi;
    // Lines and letters have the same size on a telephone and on a large screen.
    const unit = canvas.width / Math.max(canvas.clientWidth, 1);
    if (options.boxes.checked) {
      for (const [ink_, line] of [['#000', 4.5], [color, 2.5]]) {
        context.strokeStyle = ink_;
        context.lineWidth = line * unit;
        context.strokeRect(x * scale, y * scale, width * scale, height * scale);
      }
    }
    if (options.labels.checked) this.tag(face, color, x * scale, y * scale, unit);
  }

  tag(face, color, x, y, unit) {
    const { canvas, context } = this;
    const text = face.label === 'unknown' ? `${face.face_id} unknown`
      : `${face.face_id} ${face.label} ${percent(face.confidence)}`;
    context.font = `600 ${14 * unit}px system-ui, sans-serif`;
    context.textBaseline = 'middle';
    const width = context.measureText(text).width + 14 * unit;
    const height = 24 * unit;
    const left = Math.min(Math.max(x, 0), Math.max(canvas.width - width, 0));
    const top = y >= height ? y - height : y;
    context.fillStyle = color;
    context.beginPath();
    context.roundRect(left, top, width, height, 5 * unit);
    context.fill();
    context.fillStyle = ink(color);
    context.fillText(text, left + 7 * unit, top + height / 2);
  }
}
