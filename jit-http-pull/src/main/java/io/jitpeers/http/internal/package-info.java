/**
 * How a lookup is made: {@code LookupEngine} takes it, {@code LookupCall} keeps its deadline and
 * retries, {@code Attempt} makes one try, {@code Exchange} is one request of it, {@code
 * ResponseReader} judges the answer.
 */
@NullMarked
package io.jitpeers.http.internal;

import org.jspecify.annotations.NullMarked;
