/**
 * A control plane over HTTP for JIT Peers: {@code GET /peer/{key}} answers with a peer's config in
 * the JSON of {@link io.jitpeers.http.JsonPeerConfigDecoder}, or 404.
 */
@NullMarked
package io.jitpeers.examples.controlplane;

import org.jspecify.annotations.NullMarked;
