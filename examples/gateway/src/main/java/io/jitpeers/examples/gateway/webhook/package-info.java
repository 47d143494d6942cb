/**
 * Reports to an HTTP server which clients connect and disconnect: signed, retried, and never on the
 * data path.
 */
@org.jspecify.annotations.NullMarked
package io.jitpeers.examples.gateway.webhook;
