/** The programs of the Debian packages on a real kernel. */
package io.jitpeers.kerneltests.debian;
