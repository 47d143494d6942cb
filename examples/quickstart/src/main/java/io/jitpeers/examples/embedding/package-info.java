/** Shows how a gateway with its own transport and data plane embeds JIT provisioning. */
@NullMarked
package io.jitpeers.examples.embedding;

import org.jspecify.annotations.NullMarked;
