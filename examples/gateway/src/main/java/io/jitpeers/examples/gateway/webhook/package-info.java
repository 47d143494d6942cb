/**
 * Reports to an HTTP server which clients connect and disconnect. Messages are signed and retried,
 * and never delay the data path.
 */
@org.jspecify.annotations.NullMarked
package io.jitpeers.examples.gateway.webhook;
