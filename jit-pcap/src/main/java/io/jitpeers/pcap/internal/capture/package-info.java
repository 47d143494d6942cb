/**
 * From frames to packets: keeping a capture open, decoding, delivering, and giving packets back.
 */
@NullMarked
package io.jitpeers.pcap.internal.capture;

import org.jspecify.annotations.NullMarked;
