/**
 * Keeps captures open, decodes frames into packets, delivers them, and reinjects packets. The main
 * class is {@link io.jitpeers.pcap.internal.capture.FramePump}.
 */
@NullMarked
package io.jitpeers.pcap.internal.capture;

import org.jspecify.annotations.NullMarked;
