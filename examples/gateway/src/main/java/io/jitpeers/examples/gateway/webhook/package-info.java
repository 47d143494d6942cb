/**
 * Reports to an HTTP server which clients connect and disconnect, and which interfaces are created
 * anew or change their keys. Messages are signed, and never delay the data path. A message that
 * fails is sent again until the gateway ends.
 */
@org.jspecify.annotations.NullMarked
package io.jitpeers.examples.gateway.webhook;
