/** The command {@code fleet}, by which an operator speaks to all gateways of a fleet. */
@NullMarked
package io.jitpeers.examples.gateway.fleet;

import org.jspecify.annotations.NullMarked;
