// Requests that change something.

/** Send a request; return '' if it is accepted, otherwise the reason. */
export async function send(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return '';
    const answer = await response.json().catch(() => ({}));
    return answer.reason || `The server answers ${response.status} ${response.statusText}`;
  } catch {
    return 'The server does not answer';
  }
}
