/** Tests of the event stream parser. */
package io.jitpeers.http.internal.events;
