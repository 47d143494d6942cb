/** Parses event streams as WHATWG HTML defines them, independently of the events' meaning. */
@NullMarked
package io.jitpeers.http.internal.events;

import org.jspecify.annotations.NullMarked;
