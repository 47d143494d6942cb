// What nginx.conf cannot compute itself.
import crypto from 'crypto';

// How many seconds ago the control plane gave the answer (RFC 9111 section 4.2.3), or an empty text, which nginx does not send.
function age(r) {
  const answered = Date.parse(r.variables.upstream_http_date);
  return isNaN(answered) ? '' : String(Math.max(0, Math.floor((Date.now() - answered) / 1000)));
}

// A name for the token under which to remember that it was accepted. The token itself is not stored.
function tokenDigest(r) {
  return crypto.createHash('sha256').update(r.headersIn.Authorization || '').digest('hex');
}

export default { age, tokenDigest };
