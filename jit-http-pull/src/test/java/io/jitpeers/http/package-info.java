/** Tests of the HTTP pull, against real servers on loopback. */
package io.jitpeers.http;
