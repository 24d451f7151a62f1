// The settings: each change is sent at once; a rejected one shows the reason.

import { element } from '/static/format.js';
import { send } from '/static/request.js';

export class SettingsForm {
  constructor(form) {
    this.form = form;
    this.rows = new Map();
    form.addEventListener('submit', (event) => event.preventDefault());
  }

  /** Show the present values; a field that somebody edits stays as it is. */
  update(settings) {
    for (const setting of settings) {
      const row = this.rows.get(setting.name) || this.make(setting);
      row.value = setting.value;
      if (!row.busy && document.activeElement !== row.input && !row.reason.textContent) row.reset();
    }
  }

  make(setting) {
    const id = `setting-${setting.name}`;
    const root = element('div', '', { class: 'setting' });
    const label = element('label', setting.name.replaceAll('_', ' '), { for: id });
    const input = element('input', '', {
      id, autocomplete: 'off', 'aria-describedby': `${id}-hint ${id}-reason` });
    const hint = element('p', hintOf(setting), { id: `${id}-hint`, class: 'quiet' });
    const reason = element('p', '', { id: `${id}-reason`, class: 'reason', role: 'alert' });
    root.append(label, input, hint, reason);
    if (typeof setting.value === 'boolean') input.type = 'checkbox';
    else if (typeof setting.value === 'number') input.inputMode = 'decimal';
    else root.append(suggestions(input, id, setting.choices));
    const row = { input, reason, value: setting.value, busy: false };
    row.reset = () => show(input, row.value);
    input.addEventListener('change', () => change(setting.name, row));
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') leave(row);
    });
    this.rows.set(setting.name, row);
    this.form.append(root);
    return row;
  }
}

function hintOf({ description, allowed, unit, choices }) {
  const names = choices.length ? `Known: ${choices.join(', ')}` : `Allowed: ${allowed}`;
  return `${description.replaceAll('`', '')}. ${names}${unit && !allowed.includes(unit) ? ` ${unit}` : ''}`;
}

function suggestions(input, id, choices) {
  const list = element('datalist', '', { id: `${id}-names` });
  choices.forEach((name) => list.append(element('option', '', { value: name })));
  input.setAttribute('list', list.id);
  return list;
}

function show(input, value) {
  if (input.type === 'checkbox') input.checked = value;
  else input.value = typeof value === 'number' ? String(Number(value.toPrecision(6))) : value;
}

function leave(row) {
  row.reason.textContent = '';
  row.input.removeAttribute('aria-invalid');
  row.reset();
}

async function change(name, row) {
  const { input } = row;
  const value = input.type === 'checkbox' ? input.checked : input.value.trim();
  row.busy = true;
  input.setAttribute('aria-busy', 'true');
  row.reason.textContent = await send('/setting', { name, value });
  row.busy = false;
  input.removeAttribute('aria-busy');
  if (row.reason.textContent) {
    input.setAttribute('aria-invalid', 'true');
    if (input.type === 'checkbox') show(input, row.value);
  } else {
    input.removeAttribute('aria-invalid');
    row.value = input.type === 'checkbox' || Number.isNaN(Number(value)) ? value : Number(value);
  }
}
