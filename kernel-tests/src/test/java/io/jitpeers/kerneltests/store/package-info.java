/** The netlink peer store on a real kernel, compared with wg(8) and ip(8). */
package io.jitpeers.kerneltests.store;
