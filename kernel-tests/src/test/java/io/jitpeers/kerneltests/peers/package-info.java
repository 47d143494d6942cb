/** The examples' command {@code peers}, run as its users run it, with wg(8) as the judge. */
package io.jitpeers.kerneltests.peers;
