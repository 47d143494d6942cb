/**
 * The implementation of lookups and change streams. {@code LookupEngine} runs the lookups, {@code
 * LookupCall} handles one lookup's deadline and retries, {@code Attempt} is one attempt, {@code
 * Exchange} is one of its requests, and {@code ResponseReader} interprets the answer.
 */
@NullMarked
package io.jitpeers.http.internal;

import org.jspecify.annotations.NullMarked;
