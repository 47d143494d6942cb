/** README's instructions for a gateway on a Linux kernel, executed literally. */
package io.jitpeers.kerneltests.readme;
