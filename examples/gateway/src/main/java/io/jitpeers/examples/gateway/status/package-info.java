/**
 * The gateway's local HTTP server: a status page for people, the same for programs, metrics for
 * Prometheus, and its health for whoever restarts it or sends it clients. Only an operator who
 * shows a token can change something.
 */
@NullMarked
package io.jitpeers.examples.gateway.status;

import org.jspecify.annotations.NullMarked;
