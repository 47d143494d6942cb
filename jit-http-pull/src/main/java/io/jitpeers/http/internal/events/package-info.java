/** Reads event streams as WHATWG HTML defines them, whatever the events mean. */
@NullMarked
package io.jitpeers.http.internal.events;

import org.jspecify.annotations.NullMarked;
