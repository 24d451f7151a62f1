// The probabilities of each face over the last minute.

export const MINUTE_MS = 60000;
const PERIOD_MS = 200;
const MAX_FACES = 60;
/** Key of the largest face of each frame. */
export const LARGEST = '';

export class History {
  constructor() {
    this.series = new Map();
  }

  /** Keep the results of a frame. */
  add(frame) {
    const now = performance.now();
    frame.emotions.forEach((face) => this.keep(face.face_id, now, face, frame.labels));
    if (frame.emotions.length) this.keep(LARGEST, now, frame.emotions[0], frame.labels);
    for (const [key, samples] of this.series) {
      while (samples.length && now - samples[0].at > MINUTE_MS) samples.shift();
      if (!samples.length) this.series.delete(key);
    }
  }

  keep(key, at, face, labels) {
    if (!this.series.has(key)) {
      if (this.series.size >= MAX_FACES) return;
      this.series.set(key, []);
    }
    const samples = this.series.get(key);
    const last = samples[samples.length - 1];
    if (last && at - last.at < PERIOD_MS) return;
    const values = Object.fromEntries(labels.map((label, n) => [label, face.probabilities[n]]));
    samples.push({ at, face: face.face_id, values });
  }

  /** Return the samples {at, face, values by label} of a face, oldest first. */
  of(key) {
    return this.series.get(key) || [];
  }

  /** Return the identifiers of the faces of the last minute. */
  faces() {
    return [...this.series.keys()].filter((key) => key !== LARGEST);
  }
}
