/**
 * The implementation of {@link io.jitpeers.http.HttpPeerConfigSource}: lookups of peer configs, and
 * the stream that names changed peers. {@code LookupEngine} runs the lookups. {@code LookupCall}
 * handles one lookup's deadline and retries. {@code Attempt} is one attempt of a lookup, and {@code
 * Exchange} is one HTTP request of an attempt. {@code ResponseReader} interprets the answer to a
 * request.
 */
@NullMarked
package io.jitpeers.http.internal;

import org.jspecify.annotations.NullMarked;
