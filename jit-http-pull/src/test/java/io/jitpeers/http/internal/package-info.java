/** Tests of the parts of a lookup that need no server. */
package io.jitpeers.http.internal;
