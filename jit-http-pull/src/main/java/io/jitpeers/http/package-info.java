/**
 * Pulls peer configs from a control plane over HTTP.
 *
 * <pre>{@code
 * PeerConfigSource source =
 *     HttpPeerConfigSource.builder(URI.create("https://control.example/wireguard"))
 *         .bearerToken(() -> tokens.current())
 *         .build();
 * }</pre>
 *
 * <p>A lookup is one request, {@code GET {base}/peer/{key}}. The key is written in URL-safe base64
 * without padding, unless another {@link io.jitpeers.http.KeyEncoding} is set. The answer to a
 * known peer is 200 with a JSON object:
 *
 * <pre>{@code
 * {
 *   "version": 1,
 *   "public_key": "8NPujOX8SaVk5VBOwuT/vomZzLsL7T8pS1HcKoH+/vg=",
 *   "preshared_key": "PGePwFSWxkWoLwLR7hEssYH8rj7zM1FMsJbboCPP2Ik=",
 *   "allowed_ips": ["10.1.2.3/32", "2001:db8::1:2:3/128"],
 *   "endpoint": "192.0.2.7:51820",
 *   "persistent_keepalive": 25,
 *   "expires_at": "2026-12-31T23:59:59Z"
 * }
 * }</pre>
 *
 * <p>{@link io.jitpeers.http.JsonPeerConfigDecoder} documents the fields; implement {@link
 * io.jitpeers.http.PeerConfigDecoder} to read another format. The statuses have these meanings:
 *
 * <table> <caption>Statuses</caption>
 * <tr><th>Status</th><th>Lookup</th><th>Retried</th></tr>
 * <tr><td>200</td><td>found; REJECTED if the body is no valid config for the key</td><td>no</td> </tr>
 * <tr><td>304</td><td>found: the cached config whose ETag was sent is still valid</td><td>no</td> </tr>
 * <tr><td>404, 410</td><td>not found</td><td>no</td></tr>
 * <tr><td>301, 302, 303, 307, 308</td><td>followed within the same scheme, host and port, else REJECTED</td><td>no</td></tr>
 * <tr><td>401, 403</td><td>UNAVAILABLE, and logged as an error at most once a minute</td><td>no </td></tr>
 * <tr><td>408, 5xx, I/O errors</td><td>UNAVAILABLE if no retry succeeds</td><td>yes</td></tr>
 * <tr><td>429</td><td>UNAVAILABLE, with the time after which to ask again</td><td>no</td></tr>
 * <tr><td>anything else</td><td>REJECTED</td><td>no</td></tr>
 * </table>
 *
 * <p>One deadline covers the whole lookup: connecting, redirects, bodies, waits and retries. When
 * the deadline passes, the lookup fails with TIMEOUT and the exchange is cancelled.
 *
 * <p>While there is a watch ({@link io.jitpeers.http.HttpPeerConfigSource#watch}), the source
 * follows {@code GET {base}/changes}, a stream of Server-Sent Events (WHATWG HTML, section 9.2). A
 * data line is the key of a peer that changed, or {@code reset} where changes were lost. When the
 * stream ends, the source opens another one, which begins at the position of the last event id. If
 * that is not possible, the source notifies the listener that hints were missed. {@link
 * io.jitpeers.http.ChangeStreamOptions} defines the path and the timeouts; {@code docs/http-api.md}
 * describes the stream in full.
 */
@NullMarked
package io.jitpeers.http;

import org.jspecify.annotations.NullMarked;
