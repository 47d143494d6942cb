/** The netlink peer store on a real kernel, with wg(8) and ip(8) as the judges. */
package io.jitpeers.kerneltests.store;
