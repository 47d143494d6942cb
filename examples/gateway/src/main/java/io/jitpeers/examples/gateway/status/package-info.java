/**
 * The gateway's local HTTP server: a status page for people, the same for programs, metrics for
 * Prometheus, and its health for whoever restarts it or sends it clients. It only looks: nothing
 * that is asked of it changes anything.
 */
@NullMarked
package io.jitpeers.examples.gateway.status;

import org.jspecify.annotations.NullMarked;
