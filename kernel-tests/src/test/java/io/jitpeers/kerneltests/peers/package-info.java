/** The examples' command {@code peers}, run as users run it, and compared with wg(8). */
package io.jitpeers.kerneltests.peers;
