/**
 * The gateway's local HTTP server: a status page for people, the same data for programs, metrics
 * for Prometheus, and health for watchdogs and load balancers. Only an operator with a token can
 * change anything.
 */
@NullMarked
package io.jitpeers.examples.gateway.status;

import org.jspecify.annotations.NullMarked;
