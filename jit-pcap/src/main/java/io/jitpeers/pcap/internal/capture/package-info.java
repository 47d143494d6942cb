/**
 * From frames to packets: keeping a capture open, decoding, delivering, and giving packets back.
 * Begin with {@link io.jitpeers.pcap.internal.capture.FramePump}.
 */
@NullMarked
package io.jitpeers.pcap.internal.capture;

import org.jspecify.annotations.NullMarked;
