// The WebSocket: messages in, requests for images out, and a new one when it breaks.

const IMAGES_ON_THE_WAY = 2;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;
const decoder = new TextDecoder();

export class Connection {
  /**
   * Connect.
   * onMessage(type, content, jpeg) gets each message; jpeg is a Blob or undefined.
   * onState(text, level) gets the state in words; level is live, waiting or lost.
   */
  constructor(onMessage, onState) {
    this.onMessage = onMessage;
    this.onState = onState;
    this.wait = FIRST_WAIT_MS;
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.start();
    });
    this.open();
  }

  /** Ask for an image, unless nobody can see it. */
  ask() {
    if (!document.hidden && this.socket?.readyState === WebSocket.OPEN) this.socket.send('image');
  }

  start() {
    for (let n = 0; n < IMAGES_ON_THE_WAY; n += 1) this.ask();
  }

  async open() {
    // A WebSocket that is refused does not say why; this request does.
    let ready;
    try {
      ready = await fetch('/ready', { cache: 'no-store' });
    } catch {
      this.retry('No connection', 'lost');
      return;
    }
    if (ready.status === 401) {
      location.assign('/login');
    } else if (!ready.ok) {
      const { reason } = await ready.json().catch(() => ({}));
      this.retry(reason || 'The server is busy', 'lost');
    } else {
      this.connect();
    }
  }

  connect() {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.socket = new WebSocket(`${scheme}://${location.host}/stream`);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => {
      this.wait = FIRST_WAIT_MS;
      this.onState('Connected', 'waiting');
      this.start();
    };
    this.socket.onmessage = ({ data }) => this.receive(data);
    this.socket.onclose = () => this.retry('Connection lost', 'lost');
  }

  receive(data) {
    if (typeof data === 'string') {
      const { type, content } = JSON.parse(data);
      this.onMessage(type, content);
      return;
    }
    const length = new DataView(data).getUint32(0, true);
    const { type, content } = JSON.parse(decoder.decode(new Uint8Array(data, 4, length)));
    this.onMessage(type, content, new Blob([new Uint8Array(data, 4 + length)],
      { type: 'image/jpeg' }));
  }

  retry(text, level) {
    this.onState(`${text}: trying again`, level);
    setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT_MS);
  }
}
