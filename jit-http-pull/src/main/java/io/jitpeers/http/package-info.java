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
 * <p>A lookup asks for the config of one peer: {@code GET {base}/peer/{key}}. The peer's public key
 * is written in URL-safe base64 without padding, unless another {@link
 * io.jitpeers.http.KeyEncoding} is set. For a known peer, the answer is 200 with a JSON object:
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
 * <p>{@link io.jitpeers.http.JsonPeerConfigDecoder} documents the fields. To read another format,
 * implement {@link io.jitpeers.http.PeerConfigDecoder}. The following table shows the result of a
 * lookup for each HTTP status. REJECTED, UNAVAILABLE and TIMEOUT are values of {@link
 * io.jitpeers.spi.LookupException.Reason}.
 *
 * <table> <caption>Statuses</caption>
 * <tr><th>Status</th><th>Lookup</th><th>Retried</th></tr>
 * <tr><td>200</td><td>found; REJECTED if the body is not a valid config for the key</td><td>no</td> </tr>
 * <tr><td>304</td><td>found: the cached config is still valid (its ETag was sent in the request)</td><td>no</td> </tr>
 * <tr><td>404, 410</td><td>not found</td><td>no</td></tr>
 * <tr><td>301, 302, 303, 307, 308</td><td>followed within the same scheme, host and port, else REJECTED</td><td>no</td></tr>
 * <tr><td>401, 403</td><td>UNAVAILABLE, and logged as an error at most once a minute</td><td>no </td></tr>
 * <tr><td>408, 5xx, I/O errors</td><td>UNAVAILABLE if no retry succeeds</td><td>yes</td></tr>
 * <tr><td>429</td><td>UNAVAILABLE, with the time to wait before the next request</td><td>no</td></tr>
 * <tr><td>anything else</td><td>REJECTED</td><td>no</td></tr>
 * </table>
 *
 * <p>One deadline covers the whole lookup: connecting, redirects, bodies, waits and retries. When
 * the deadline passes, the lookup fails with TIMEOUT and the exchange is cancelled.
 *
 * <p>While there is a watch ({@link io.jitpeers.http.HttpPeerConfigSource#watch}), the source
 * follows {@code GET {base}/changes}, a stream of Server-Sent Events (WHATWG HTML, section 9.2). A
 * data line contains the public key of a peer whose config changed. The data line {@code reset}
 * means that changes may be missing from the stream. When the stream ends, the source opens a new
 * stream and sends the last event id, so that the control plane can continue after that event. If
 * the control plane cannot continue there, the source calls {@link
 * io.jitpeers.spi.ChangeListener#missed}. {@link io.jitpeers.http.ChangeStreamOptions} defines the
 * path and the timeouts; {@code docs/http-api.md} describes the stream in full.
 */
@NullMarked
package io.jitpeers.http;

import org.jspecify.annotations.NullMarked;
