'use strict';

// Explains a peer to an operator. The token stays in its input field, and is sent in a header only.
// Uses what status.js defines.

const explainForm = byId('explain');
const dateAndTime = new Intl.DateTimeFormat('en',
    {dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23'});

const moment = (iso) => iso === null ? null : dateAndTime.format(new Date(iso));

/** The interfaces can be chosen from if there are several. */
function offerInterfaces() {
  const select = byId('explain-interface');
  const names = [...views.keys()];
  if (names.join() === [...select.options].map((option) => option.value).join()) return;
  const chosen = select.value;
  select.replaceChildren(...names.map((name) => new Option(name)));
  if (names.includes(chosen)) select.value = chosen;
  byId('explain-interface-label').hidden = names.length < 2;
}

async function explain() {
  const path = '/interfaces/' + encodeURIComponent(byId('explain-interface').value) + '/explain?key='
      + encodeURIComponent(byId('explain-key').value.trim());
  const answer = await fetch(path, {
    method: 'POST',
    headers: {Authorization: 'Bearer ' + byId('explain-token').value.trim()},
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
  });
  if (answer.ok) return answer.json();
  if (answer.status === 401) throw new Error('This is not the operator token that the gateway was started with.');
  if (answer.status === 405) throw new Error('This gateway takes no commands. Start it with --operator-token-file.');
  throw new Error((await answer.text()).trim());
}

function showProblem(text) {
  byId('explain-problem').hidden = text === null;
  byId('explain-problem').textContent = text ?? '';
}

function residence(peer) {
  if (peer === null) return 'no';
  return 'since ' + moment(peer.since) + (peer.endpoint === null ? '' : ', at ' + peer.endpoint)
      + ', ' + peer.origin + '; ' + bytes(peer.rx_bytes) + ' received, ' + bytes(peer.tx_bytes) + ' sent';
}

function controlPlane(answer) {
  if (answer === null) return 'no answer is remembered';
  const parts = [words(answer.kind) + (answer.at === null ? '' : ' at ' + moment(answer.at))];
  if (answer.reason !== null) parts.push(answer.reason);
  if (answer.fresh_until !== null) parts.push('fresh until ' + moment(answer.fresh_until));
  if (answer.expires_at !== null) parts.push('expires at ' + moment(answer.expires_at));
  if (answer.allowed_ip_count > 0) {
    const more = answer.allowed_ip_count - answer.allowed_ips.length;
    parts.push('allowed IPs ' + answer.allowed_ips.join(', ') + (more > 0 ? ' and ' + more + ' more' : ''));
    parts.push(answer.preshared_key_present ? 'a preshared key' : 'no preshared key');
  }
  return parts.join('; ');
}

function difference(seconds) {
  if (seconds === null) return 'no time';
  if (Math.abs(seconds) < 1) return 'right';
  return duration(Math.abs(seconds)) + (seconds < 0 ? ' behind' : ' ahead');
}

function facts(explanation) {
  const unproved = Object.entries(explanation.unproved).filter(([, count]) => count > 0)
      .map(([outcome, count]) => words(outcome) + ' ' + whole.format(count));
  const all = [
    ['Peer', explanation.key + (explanation.pinned ? ' (pinned)' : '')],
    ['On the device', residence(explanation.resident)],
  ];
  if (explanation.resident !== null) {
    all.push(['Latest handshake', moment(explanation.resident.latest_handshake) ?? 'never']);
    all.push(['Allowed IPs there', explanation.resident.allowed_ips.join(', ') || 'none']);
  }
  all.push(['Control plane', controlPlane(explanation.answer)]);
  if (explanation.newest_timestamp !== null) all.push(['Newest timestamp', explanation.newest_timestamp]);
  all.push(['Packets of all clients that named no key', unproved.join(', ') || 'none']);
  return all;
}

function noInitiations(explanation) {
  if (!explanation.remembering) return 'explain.peers=0 remembers none.';
  return explanation.forgotten_peers === 0 ? 'None since the gateway started.' : 'None is remembered.';
}

function showExplanation(explanation) {
  const root = byId('explanation');
  const badge = root.querySelector('[data-prospect]');
  badge.textContent = words(explanation.next.prospect);
  badge.className = 'badge ' + (explanation.next.hopeful ? 'up' : 'degraded');
  const sentence = explanation.next.sentence;
  root.querySelector('[data-sentence]').textContent = sentence.charAt(0).toUpperCase() + sentence.slice(1) + '.';
  root.querySelector('[data-facts]').replaceChildren(
      ...facts(explanation).flatMap(([name, value]) => [element('dt', name), element('dd', value)]));
  const rows = explanation.initiations.map((past) => {
    const row = element('tr');
    row.append(
        element('td', moment(past.latest)),
        element('td', words(past.outcome)),
        element('td', whole.format(past.count), 'number'),
        element('td', past.source),
        element('td', difference(past.clock_difference_seconds)),
        element('td', past.reason, 'wide'));
    return row;
  });
  if (rows.length === 0) {
    const none = element('td', noInitiations(explanation), 'none');
    none.colSpan = 6;
    rows.push(element('tr'));
    rows[0].append(none);
  }
  root.querySelector('tbody').replaceChildren(...rows);
  root.hidden = false;
}

explainForm.addEventListener('submit', async (event) => {
  event.preventDefault();
  byId('explanation').hidden = true;
  showProblem(null);
  try {
    showExplanation(await explain());
  } catch (failure) {
    showProblem(failure.name === 'TimeoutError' || failure instanceof TypeError
      ? 'The gateway does not answer.' : failure.message);
  }
});

new MutationObserver(offerInterfaces).observe(byId('interfaces'), {childList: true});
offerInterfaces();
