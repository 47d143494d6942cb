/**
 * Parses event streams (Server-Sent Events) as WHATWG HTML defines them. The parser does not depend
 * on the meaning of the events.
 */
@NullMarked
package io.jitpeers.http.internal.events;

import org.jspecify.annotations.NullMarked;
