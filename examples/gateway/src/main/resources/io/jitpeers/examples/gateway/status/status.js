'use strict';

// Everything that comes from the gateway is put in place as text, never as markup.

const POLL_MILLIS = 2000;
const PATIENCE_MILLIS = 5000;
const SVG = 'http://www.w3.org/2000/svg';
const RANGES = {
  hour: {millis: 3600e3, label: 'last hour'},
  day: {millis: 86400e3, label: 'last 24 hours'},
};
// The places of a point of a series, as docs/status.md lists them.
const TIME = 0, RESIDENT = 1, P50 = 5, P99 = 6;

const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});
const clock = new Intl.DateTimeFormat([], {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
const fullClock = new Intl.DateTimeFormat([],
    {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});

const views = new Map();
let lastAnswer = null;
let lastAnswerAt = null;

const byId = (id) => document.getElementById(id);
const range = () => document.querySelector('input[name=range]:checked').value;

/** With three digits that mean something. */
function number(value) {
  if (value === undefined || value === null) return '–';
  if (value >= 100) return whole.format(Math.round(value));
  return value.toFixed(value < 0.1 ? 3 : value < 1 ? 2 : 1);
}

function milliseconds(value) {
  if (value === undefined || value === null) return '–';
  if (value >= 1000) return (value / 1000).toFixed(value < 10000 ? 2 : 1) + ' s';
  return number(value) + ' ms';
}

/** In units of 1024, as wg(8) has them. */
function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (unit === 0 ? whole.format(value) : number(value)) + ' ' + units[unit];
}

function duration(seconds) {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return days + ' d ' + hours + ' h';
  if (hours > 0) return hours + ' h ' + minutes + ' min';
  return minutes > 0 ? minutes + ' min' : Math.floor(seconds) + ' s';
}

function words(label) {
  const text = label.replaceAll('_', ' ').replace('mac1', 'MAC1');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** One interface's part of the page, and what is remembered of its series. */
class InterfaceView {
  constructor(name) {
    this.series = {hour: [], day: []};
    this.root = byId('interface').content.firstElementChild.cloneNode(true);
    this.root.dataset.name = name;
    this.texts = {};
    for (const place of this.root.querySelectorAll('[data-text]')) this.texts[place.dataset.text] = place;
    this.hot = new Chart(this.root.querySelector('[data-chart=hot]'), this.texts.hotReadout,
        {lines: [{at: RESIDENT, area: true}], format: (v) => whole.format(v), tick: (v) => short.format(v)});
    this.latency = new Chart(this.root.querySelector('[data-chart=latency]'), this.texts.latencyReadout,
        {lines: [{at: P50}, {at: P99, second: true}], log: true, format: milliseconds, tick: plainMilliseconds});
  }

  remember(series, now) {
    for (const name of Object.keys(RANGES)) {
      const kept = this.series[name];
      const last = kept.length ? kept[kept.length - 1][TIME] : -Infinity;
      for (const point of series[name].points) if (point[TIME] > last) kept.push(point);
      while (kept.length && kept[0][TIME] < now - RANGES[name].millis - 60e3) kept.shift();
    }
  }

  show(data, now) {
    this.remember(data.series, now);
    this.now = now;
    this.data = data;
    const first = data.latency_ms.first_packet;
    const set = (name, text) => { if (this.texts[name].textContent !== text) this.texts[name].textContent = text; };
    set('name', data.name);
    set('port', data.listen_port === null ? '' : 'UDP port ' + data.listen_port);
    set('resident', whole.format(data.resident));
    set('residentNote', data.limits.resident === null ? 'no limit' : 'of at most ' + whole.format(data.limits.resident));
    set('pending', whole.format(data.pending));
    set('pendingNote', 'of at most ' + whole.format(data.limits.pending));
    set('p50', milliseconds(first.p50));
    set('p50Note', first.count === 0 ? 'none in 5 minutes' : 'of ' + whole.format(first.count) + ' in 5 minutes');
    set('p99', milliseconds(first.p99));
    set('p99Note', first.count === 0 ? 'none in 5 minutes' : 'at most ' + milliseconds(first.max));
    set('installed', whole.format(data.totals.installed));
    set('installedNote', data.per_second.installed + ' a second');
    set('evicted', whole.format(data.totals.evicted));
    set('evictedNote', data.per_second.evicted + ' a second');
    set('rx', bytes(data.totals.rx_bytes));
    set('tx', bytes(data.totals.tx_bytes));
    this.showHealth(data.health);
    this.showTables(data);
    this.draw();
  }

  showHealth(health) {
    this.root.classList.toggle('down', health.status === 'down');
    showBadge(this.root.querySelector('[data-badge]'), health.status);
    const list = this.root.querySelector('[data-problems]');
    list.replaceChildren(...health.problems.map((problem) => element('li', problem)));
  }

  showTables(data) {
    this.rows('outcomes', Object.entries(data.outcomes).sort((a, b) => b[1] - a[1])
        .map(([label, count]) => [words(label), whole.format(count)]), 'No packet yet.');
    const {policy, ...causes} = data.evictions_by_cause;
    this.rows('causes', Object.entries({...causes, ...data.evictions_by_policy}).sort((a, b) => b[1] - a[1])
        .map(([label, count]) => [words(label), whole.format(count)]), 'No peer was evicted yet.');
    this.rows('stages', Object.entries(data.latency_ms).filter(([label]) => label !== 'window_seconds')
        .map(([label, stage]) => [words(label), whole.format(stage.count),
          ...[stage.p50, stage.p90, stage.p99, stage.max].map(number)]));
    this.rows('works', works(data));
    this.rows('evictions', data.last_evictions.map((e) => [new Date(e.at), e.peer, words(e.cause)]),
        'No peer was evicted yet.');
    this.rows('refusals', data.last_refusals.map((r) => [new Date(r.at), r.peer, r.reason]),
        'No peer was refused yet.');
    this.rows('clocks', data.last_clocks_behind.map((c) => [new Date(c.at), c.peer,
      'says ' + c.seen + ', was at ' + c.newest]), 'No clock fell back.');
  }

  rows(table, rows, none) {
    const shown = JSON.stringify(rows);
    const root = this.root.querySelector('[data-table=' + table + ']');
    if (root.shown === shown) return;
    root.shown = shown;
    const events = root.classList.contains('long');
    const body = rows.map((cells) => {
      const row = element('tr');
      cells.forEach((cell, i) => row.append(cellOf(cell, i, events, cells.length)));
      return row;
    });
    if (rows.length === 0) {
      const row = element('tr');
      const cell = element('td', none, 'none');
      cell.colSpan = 6;
      row.append(cell);
      body.push(row);
    }
    root.tBodies[0].replaceChildren(...body);
  }

  draw() {
    if (!this.data) return;
    const name = range();
    const until = this.now;
    const points = this.series[name];
    const gap = this.data.series[name].interval_seconds * 3000;
    const current = [until, this.data.resident, this.data.pending, 0, 0, null, null];
    this.hot.draw([...points, current], until, RANGES[name], gap, 'Resident peers');
    this.latency.draw(points, until, RANGES[name], gap, 'Time of first packets');
  }
}

function cellOf(cell, column, events, columns) {
  if (cell instanceof Date) {
    const made = element('td', fullClock.format(cell));
    made.title = cell.toISOString();
    return made;
  }
  if (events) return element('td', cell, column === 1 ? 'peer' : 'wide');
  if (column === 0) {
    const made = element('th', cell);
    made.scope = 'row';
    return made;
  }
  return element('td', cell, 'number');
}

/** What the gateway works with, in rows. */
function works(data) {
  const sweep = data.last_sweep;
  const held = sweep === null ? 0 : Object.values(sweep.held_back).reduce((a, b) => a + b, 0);
  const gone = sweep === null ? 0 : Object.values(sweep.evicted).reduce((a, b) => a + b, 0);
  const rows = [
    ['Control plane', {not_asked: 'not asked yet', reachable: 'answers'}[data.health.control_plane] || 'does not answer'],
    ['Lookups', whole.format(data.totals.lookups) + ' (' + data.per_second.lookups + ' a second)'],
    ['Interface', data.health.device_readable ? 'can be read' : 'cannot be read'],
    ['Last sweep', sweep === null ? 'none yet' : fullClock.format(new Date(sweep.at)) + ', took ' + milliseconds(sweep.total_ms)],
  ];
  if (sweep !== null) {
    rows.push(['… listed', whole.format(sweep.listed) + (sweep.complete ? '' : ', not all')]);
    rows.push(['… evicted', whole.format(gone) + (sweep.dry_run ? ' (dry run)' : '') + (held > 0 ? ', held back ' + whole.format(held) : '')]);
  }
  rows.push(['Failed sweeps', whole.format(data.totals.sweeps_failed)]);
  rows.push(['Store failures', whole.format(data.totals.store_failures)]);
  for (const [part, state] of Object.entries(data.config_source.states)) {
    rows.push(['Config source: ' + part.replaceAll('_', ' '), words(state)]);
  }
  if (data.config_source.counters.timeouts) {
    rows.push(['Config source: timeouts', whole.format(data.config_source.counters.timeouts)]);
  }
  for (const [name, source] of Object.entries(data.sources)) {
    rows.push(['Source ' + name, whole.format(source.received) + ' received, '
        + whole.format(source.dropped_by_kernel + source.dropped_by_source) + ' dropped']);
  }
  return rows;
}

function plainMilliseconds(value) {
  return value >= 1000 ? value / 1000 + ' s' : value + ' ms';
}

/** Lines over time in an SVG, with a cursor that reads them out. */
class Chart {
  constructor(svg, readout, options) {
    this.svg = svg;
    this.readout = readout;
    this.options = options;
    svg.addEventListener('pointermove', (event) => this.moveTo(event.offsetX));
    svg.addEventListener('pointerleave', () => this.moveTo(null));
  }

  moveTo(x) {
    this.cursorX = x;
    if (this.drawn) this.draw(...this.drawn);
  }

  draw(points, until, span, gap, title) {
    this.drawn = [points, until, span, gap, title];
    const width = this.svg.clientWidth || 600;
    const height = this.svg.clientHeight || 184;
    this.box = {left: 52, right: width - 6, top: 8, bottom: height - 22};
    this.svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    const from = until - span.millis;
    const visible = points.filter((p) => p[TIME] >= from && p[TIME] <= until);
    const values = visible.flatMap((p) => this.options.lines.map((l) => p[l.at])).filter((v) => v !== null);
    this.scaleTo(values);
    this.x = (t) => this.box.left + (t - from) / span.millis * (this.box.right - this.box.left);
    const parts = [...this.axes(from, until)];
    for (const line of this.options.lines) parts.push(...this.line(visible, line, gap));
    parts.push(...this.cursor(visible));
    this.svg.replaceChildren(...parts);
    this.describe(values, title, span);
  }

  scaleTo(values) {
    const most = Math.max(0, ...values);
    const {top, bottom} = this.box;
    if (this.options.log) {
      const least = values.length ? Math.min(...values) : 1;
      const low = Math.floor(Math.log10(Math.max(least, 0.01)));
      const high = Math.max(low + 2, Math.ceil(Math.log10(Math.max(most, 0.01))));
      this.ticks = Array.from({length: high - low + 1}, (_, i) => Number((10 ** (low + i)).toPrecision(1)));
      this.y = (v) => bottom - (Math.log10(Math.max(v, 10 ** low)) - low) / (high - low) * (bottom - top);
      return;
    }
    const rough = Math.max(most, 4) / 4;
    const unit = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((n) => n * unit).find((s) => s >= rough && Number.isInteger(s));
    this.ticks = [0, 1, 2, 3, 4].map((n) => n * step);
    this.y = (v) => bottom - v / (4 * step) * (bottom - top);
  }

  axes(from, until) {
    const {left, right, bottom} = this.box;
    const parts = [];
    for (const tick of this.ticks) {
      parts.push(svg('line', {class: 'grid', x1: left, x2: right, y1: this.y(tick), y2: this.y(tick)}));
      parts.push(svg('text', {x: left - 6, y: this.y(tick) + 4, 'text-anchor': 'end'}, this.options.tick(tick)));
    }
    const every = (until - from) / 4;
    for (let i = 0; i <= 4; i++) {
      const anchor = i === 0 ? 'start' : i === 4 ? 'end' : 'middle';
      parts.push(svg('text', {x: left + i * (right - left) / 4, y: bottom + 17, 'text-anchor': anchor},
          clock.format(new Date(from + i * every))));
    }
    return parts;
  }

  line(points, line, gap) {
    const runs = [];
    let before = -Infinity;
    for (const point of points) {
      if (point[line.at] === null) continue;
      if (point[TIME] - before > gap) runs.push([]);
      runs[runs.length - 1].push([this.x(point[TIME]).toFixed(1), this.y(point[line.at]).toFixed(1)]);
      before = point[TIME];
    }
    const second = line.second ? ' second' : '';
    const parts = [];
    for (const run of runs) {
      const path = 'M' + run.map((p) => p.join(' ')).join('L');
      if (run.length === 1) {
        parts.push(svg('circle', {class: 'dot' + second, cx: run[0][0], cy: run[0][1], r: 2.4}));
        continue;
      }
      if (line.area) {
        const end = 'L' + run[run.length - 1][0] + ' ' + this.box.bottom + 'L' + run[0][0] + ' ' + this.box.bottom + 'Z';
        parts.push(svg('path', {class: 'area', d: path + end}));
      }
      parts.push(svg('path', {class: 'line' + second, d: path}));
    }
    return parts;
  }

  cursor(points) {
    const readable = points.filter((p) => this.options.lines.some((l) => p[l.at] !== null));
    if (this.cursorX === null || this.cursorX === undefined || readable.length === 0) {
      this.readout.textContent = '';
      return [];
    }
    const distance = (p) => Math.abs(this.x(p[TIME]) - this.cursorX);
    const nearest = readable.reduce((a, b) => distance(b) < distance(a) ? b : a);
    const read = this.options.lines.map((l) => this.options.format(nearest[l.at]));
    this.readout.textContent = fullClock.format(new Date(nearest[TIME])) + '  ' + read.join(' / ');
    const x = this.x(nearest[TIME]);
    const marks = this.options.lines.filter((l) => nearest[l.at] !== null).map((l) =>
      svg('circle', {class: 'dot' + (l.second ? ' second' : ''), cx: x, cy: this.y(nearest[l.at]), r: 3.5}));
    return [svg('line', {class: 'cursor', x1: x, x2: x, y1: this.box.top, y2: this.box.bottom}), ...marks];
  }

  describe(values, title, span) {
    const text = values.length === 0 ? ': none in the ' + span.label
      : ' in the ' + span.label + ': ' + this.options.format(Math.min(...values)) + ' to ' + this.options.format(Math.max(...values));
    this.svg.setAttribute('aria-label', title + text);
  }
}

function svg(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function showBadge(badge, status) {
  if (badge.textContent === status) return;
  badge.textContent = status;
  badge.className = 'badge ' + status;
}

function show(status) {
  showBadge(byId('overall'), status.status);
  byId('about').textContent = 'version ' + status.version + ', up for ' + duration(status.uptime_seconds);
  document.title = (status.status === 'up' ? '' : status.status + ': ') + 'JIT Peers gateway';
  const names = status.interfaces.map((data) => data.name);
  for (const [name, view] of views) {
    if (!names.includes(name)) {
      view.root.remove();
      views.delete(name);
    }
  }
  for (const data of status.interfaces) {
    if (!views.has(data.name)) {
      const view = new InterfaceView(data.name);
      views.set(data.name, view);
      byId('interfaces').append(view.root);
    }
    views.get(data.name).show(data, status.now);
  }
}

/** The newest point that every interface has, so that the gateway need not send it again. */
function known() {
  if (lastAnswer === null) return null;
  const newest = [...views.values()].map((view) => {
    const points = view.series.hour;
    return points.length ? points[points.length - 1][TIME] : null;
  });
  return newest.length === 0 || newest.includes(null) ? null : Math.min(...newest);
}

async function poll() {
  try {
    const since = known();
    const answer = await fetch('/status.json' + (since === null ? '' : '?since=' + since),
        {cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MILLIS)});
    if (!answer.ok) throw new Error('status ' + answer.status);
    const status = await answer.json();
    if (lastAnswer !== null && status.now < lastAnswer.now) views.forEach((view) => { view.series = {hour: [], day: []}; });
    show(status);
    lastAnswer = status;
    lastAnswerAt = new Date();
    silent(null);
  } catch (failure) {
    console.warn('the gateway did not answer', failure);
    silent(lastAnswerAt === null ? 'The gateway does not answer.'
      : 'The gateway does not answer any more. What is shown is from ' + fullClock.format(lastAnswerAt) + '.');
  }
  setTimeout(poll, POLL_MILLIS);
}

function silent(text) {
  document.body.classList.toggle('silent', text !== null);
  byId('silent').hidden = text === null;
  if (byId('silent').textContent !== (text ?? '')) byId('silent').textContent = text ?? '';
  if (text !== null) {
    showBadge(byId('overall'), 'no answer');
    byId('overall').className = 'badge down';
  }
}

const redraw = () => views.forEach((view) => view.draw());
byId('range').addEventListener('change', redraw);
window.addEventListener('resize', redraw);
poll();
