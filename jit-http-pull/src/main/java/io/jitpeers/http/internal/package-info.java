/**
 * The implementation of lookups and change streams. {@code LookupEngine} runs the lookups, {@code
 * LookupCall} handles one lookup's deadline and retries, {@code Attempt} is one attempt of a
 * lookup, {@code Exchange} is one request of an attempt, and {@code ResponseReader} interprets the
 * answer.
 */
@NullMarked
package io.jitpeers.http.internal;

import org.jspecify.annotations.NullMarked;
