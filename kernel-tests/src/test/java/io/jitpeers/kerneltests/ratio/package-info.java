/**
 * How fast the store is, compared with wg(8) in the same run on the same kernel. {@link
 * io.jitpeers.kerneltests.ratio.WgRatioKernelIT} says what is asked of it.
 */
package io.jitpeers.kerneltests.ratio;
