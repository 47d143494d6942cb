/** What README says of a gateway on a Linux kernel, done as it says. */
package io.jitpeers.kerneltests.readme;
