/**
 * The command {@code gateway init}: writes a config file and a systemd unit after three questions.
 */
@NullMarked
package io.jitpeers.examples.gateway.init;

import org.jspecify.annotations.NullMarked;
