/**
 * The life of clients over minutes: they connect, communicate, become idle, are evicted, and
 * return.
 */
package io.jitpeers.kerneltests.gateway.life;
