/**
 * A control plane over HTTP, as JIT Peers expects one: {@code GET /peer/{key}} answers a peer's
 * config in the JSON of {@link io.jitpeers.http.JsonPeerConfigDecoder}, or 404.
 */
@NullMarked
package io.jitpeers.examples.controlplane;

import org.jspecify.annotations.NullMarked;
