/** Tests of the reading of event streams. */
package io.jitpeers.http.internal.events;
