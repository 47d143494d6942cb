/** How a gateway that has a transport and a data plane of its own embeds JIT provisioning. */
@NullMarked
package io.jitpeers.examples.embedding;

import org.jspecify.annotations.NullMarked;
